"""What a page prints: files to make, commands to type, tables to believe."""

import shlex
import subprocess
import sys

from workshop.lesson.chapters import DOCS
from workshop.pages.page_blocks import blocks, read
from workshop.serve.server import environment

# The path of each page, below ``docs/``.
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
COMMAND_SECONDS = 120


def proven_by(test):
    """Return the blocks of all pages that name the test as their proof, ``[FILE::]NAME``."""
    proven = [
        block
        for page in PAGES
        for block in blocks(page)
        if block.options.get("proof", "").endswith((f"::{test}", f"/{test}"))
    ]
    assert proven, f"No page names {test}."
    return proven


def files(page):
    """Return the files that a page shows with their paths: a dict of path to text."""
    return {
        block.options["title"]: block.text for block in blocks(page) if "title" in block.options
    }


def commands(page):
    """Return the commands for the terminal on a page, as lines of text."""
    return [
        line
        for block in blocks(page)
        if block.language == "shell" and "title" not in block.options
        for line in block.text.splitlines()
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
