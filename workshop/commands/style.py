"""``python -m workshop style``: is the Python tidy, are the pages spelled and marked up right?"""

import os
import shutil
import subprocess
import sys
import sysconfig
from typing import NamedTuple

from workshop.base.problems import Problem
from workshop.base.steps import ROOT
from workshop.lesson.chapters import DOCS

MEND = "python -m workshop style --fix"
# Django's acount() is spelled so.
WORDS = "acount"
# Tables are long, keys are HTML, tabs hold indented text.
LEFT_OUT = "MD013,MD033,MD046"


class Tool(NamedTuple):
    """A program, and the words that make it look or mend; ``prose``: what it reads is the pages."""

    name: str
    program: tuple
    look: tuple = ()
    mend: tuple = ()
    prose: bool = False


def tools():
    """Return the ``Tool`` objects, in the order in which one prepares for the next.

    Raises ``Problem`` when a program is missing.
    """
    python = (sys.executable, "-m")
    spelled = (*python, "codespell_lib", "--ignore-words-list", WORDS)
    # Its wheel has a program, no module.
    rumdl = shutil.which("rumdl", path=sysconfig.get_path("scripts"))
    if not rumdl:
        raise Problem(
            f"The program rumdl is missing beside this Python:\n    {sys.executable}\n"
            "Install it again: python -m pip install --force-reinstall -r requirements-dev.txt"
        )
    marked = (rumdl, "check", "--no-cache", "--no-config", "--flavor", "mkdocs")
    marked += ("--disable", LEFT_OUT)
    ruff = (*python, "ruff")
    return (
        Tool("ruff check", (*ruff, "check", "--quiet"), mend=("--fix",)),
        Tool("ruff format", (*ruff, "format", "--quiet"), look=("--check",)),
        Tool("codespell", spelled, mend=("--write-changes",), prose=True),
        Tool("rumdl", marked, mend=("--fix",), prose=True),
    )


def add_arguments(parser):
    """Add the command's arguments."""
    parser.description = (
        "Look at the Python of the repository with ruff, at the pages with codespell (spelling) "
        "and rumdl (Markdown). Nothing is changed without --fix."
    )
    parser.epilog = "Exit code: 0 all is well, 1 something is left to mend."
    parser.add_argument("--fix", action="store_true", help="mend what a program can mend")


def prose():
    """Return the Markdown files, a list of ``Path``: every page, and those beside the folders."""
    return [*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("*.md"))]


def _run(command):
    """Run one of the programs in the repository; return its exit code and all that it said."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout.strip()


def main(options):
    """Look with each program and mend if asked to; return the exit code."""
    todo, pages = tools(), [str(file) for file in prose()]
    wide = max(len(tool.name) for tool in todo)
    wrong = []
    for tool in todo:
        files = pages if tool.prose else ["."]
        if options.fix:
            _run([*tool.program, *tool.mend, *files])
        code, said = _run([*tool.program, *tool.look, *files])
        print(f"{tool.name:{wide}}  {'to mend' if code else 'ok'}", flush=True)
        if code:
            wrong.append((tool.name, said))
    for name, said in wrong:
        print(f"\n{name}:\n{said}")
    if wrong:
        by_hand = "What is left has to be mended by hand."
        print(f"\n{by_hand if options.fix else f'What a program can mend: {MEND}'}")
    return int(bool(wrong))
