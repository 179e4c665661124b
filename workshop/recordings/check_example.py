"""The example on the page about ``check``: one mistake, and what the command really prints."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from workshop.base.steps import ROOT
from workshop.check.ask.project import write
from workshop.check.explain.addresses import SERVED, VARIABLE
from workshop.check.explain.catalogue import catalogue, make
from workshop.lesson.chapters import DOCS
from workshop.recordings.normalise import normalise

MISTAKE = "receive-misspelled"
CHECKPOINT = "2.4"
FILES = {"check-text": (), "check-json": ("--json",)}


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
            # Whether somebody has built the pages is nobody's example either.
            env={**os.environ, VARIABLE: SERVED},
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            check=False,
        )
    # How long it took, and what lies around on the machine, are nobody's example.
    return normalise(done.stdout, "duration", "around")


def record(lesson):
    """Keep what is printed in ``docs/recordings/``."""
    for name, options in FILES.items():
        file = DOCS / "recordings" / f"{name}.txt"
        file.write_text(printed(lesson, options), encoding="utf-8", newline="\n")
