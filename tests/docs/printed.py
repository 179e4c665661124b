"""What a page prints: files to make, commands to type, tables to believe."""

import re
import shlex
import subprocess
import sys

from workshop.lesson import DOCS
from workshop.server import environment

FILE = re.compile(r'^```\w+ title="(?P<path>[^"]+)"\n(?P<text>.*?)^```$', re.M | re.S)
COMMAND_SECONDS = 120
COMMAND = re.compile(r"^ *```shell\n(?P<lines>.*?)^ *```$", re.M | re.S)


def read(page):
    """Return the text of a page; ``page`` is its path below ``docs/``."""
    return (DOCS / page).read_text(encoding="utf-8")


def files(page):
    """Return the files that a page shows with their paths: a dict of path to text."""
    return {found["path"]: found["text"] for found in FILE.finditer(read(page))}


def commands(page):
    """Return the commands for the terminal on a page, as lines of text."""
    return [
        line.strip()
        for found in COMMAND.finditer(read(page))
        for line in found["lines"].split("\n")
    ]


def arguments(page, beginning):
    """Return the one command of a page that begins so, as a list for this Python."""
    (line,) = [line for line in commands(page) if line.startswith(beginning)]
    program, *rest = shlex.split(line)
    assert program == "python"
    return [sys.executable, *rest]


def table(page, head):
    """Return the rows of the table whose first line holds ``head``: a list of lists of cells."""
    lines = read(page).splitlines()
    (start,) = [n for n, line in enumerate(lines) if line.startswith("|") and head in line]
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def put(project, page):
    """Make the files of a page in a project; one that is there already gets them at its end."""
    for path, text in files(page).items():
        file = project / path
        file.parent.mkdir(parents=True, exist_ok=True)
        there = file.read_text(encoding="utf-8") + "\n" if file.exists() else ""
        file.write_text(there + text, encoding="utf-8", newline="\n")


def run(project, command, **extra):
    """Run one command in the project; return the finished process, output and errors as text."""
    return subprocess.run(
        command,
        cwd=project,
        env=environment(**extra),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=COMMAND_SECONDS,
        check=False,
    )
