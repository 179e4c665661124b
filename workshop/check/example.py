"""The example on the page about ``check``: one mistake, and what the command really prints."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from workshop.check.catalogue import catalogue, make
from workshop.check.project import write
from workshop.lesson import DOCS
from workshop.steps import ROOT

MISTAKE = "receive-misspelled"
CHECKPOINT = "2.4"
FILES = {"check-text": (), "check-json": ("--json",)}
# How long it took, and what lies around on the machine, are nobody's example.
SECONDS = re.compile(r"\(\d+ s\)")
NOTE = re.compile(r"\nNote: .*?(?=\n\n|\Z)", re.DOTALL)
NOTES = re.compile(r'"notes": \[.*?\]', re.DOTALL)


def printed(lesson, options):
    """Run the command on the example with ``options``; return what it prints, made steady."""
    tree = make(catalogue()[MISTAKE], lesson.checkpoint(CHECKPOINT).tree)
    with tempfile.TemporaryDirectory() as folder:
        project = write(tree, Path(folder) / "learning")
        done = subprocess.run(
            [sys.executable, "-m", "workshop", "check", str(project), *options],
            cwd=ROOT,
            capture_output=True,
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            check=False,
        )
    return steady(done.stdout)


def steady(text):
    """Return the output without what differs from run to run and from machine to machine."""
    text = SECONDS.sub("(9 s)", NOTE.sub("", text))
    return NOTES.sub('"notes": []', text)


def record(lesson):
    """Keep what is printed in ``docs/recordings/``."""
    for name, options in FILES.items():
        file = DOCS / "recordings" / f"{name}.txt"
        file.write_text(printed(lesson, options), encoding="utf-8", newline="\n")
