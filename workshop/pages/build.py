"""MkDocs, or a program that takes its place, run on the pages of this checkout."""

import os
import re
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from workshop.base.problems import Problem
from workshop.base.steps import ROOT
from workshop.lesson.page_words import VARIABLE
from workshop.pages.translation import overlaid

# A folder with this file was built by us before: it may be replaced.
OURS = Path("search", "search_index.js")
# The last line of a traceback, and what stands below it.
ERROR = re.compile(r"^[\w.]+(?:Error|Exception): ", re.MULTILINE)


def mkdocs(*arguments, program="mkdocs"):
    """Run MkDocs, or a ``program`` that takes its place, in the checkout; return its exit code."""
    return subprocess.run(_command(program, *arguments), **_options()).returncode


def _command(program, *arguments):
    return [sys.executable, "-m", program, *arguments]


def _options(**extra):
    # The theme's notice about another program's next version is not for our readers.
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1", **extra}
    return {"cwd": ROOT, "env": environment, "encoding": "utf-8", "check": False}


def build(target, program="mkdocs", translation=None):
    """Build all pages into the folder ``target``; what an earlier build left there is replaced.

    ``translation`` is a folder with pages in another language. Raises ``Problem`` when a page is
    wrong, or when the folder holds something else.
    """
    target = Path(target).resolve()
    empty = not target.exists() or (target.is_dir() and not any(target.iterdir()))
    if not empty and not (target / OURS).is_file():
        raise Problem(
            f"This is there already, and it is not an earlier build of the pages:\n    {target}\n"
            "Nothing was written. Choose a new folder with --to."
        )
    # With --quiet, MkDocs counts no warnings, and --strict finds none.
    words, extra = ["build", "--strict", "--site-dir", str(target)], {}
    with ExitStack() as stack:
        if translation:
            config = stack.enter_context(overlaid(translation))
            words += ["--config-file", str(config)]
            extra[VARIABLE] = str(Path(translation).resolve())
        command = _command(program, *words)
        done = subprocess.run(command, **_options(**extra), capture_output=True)
    if done.returncode:
        raise Problem(f"The pages were not built:\n{_why(done.stdout + done.stderr)}")
    return target


def _why(output):
    """Return the warnings that were printed, or the words of the error that ended the program."""
    found = [*ERROR.finditer(output)]
    if found:
        return output[found[-1].start() :].strip()
    lines = [line for line in output.splitlines() if line.strip() and not line.startswith("INFO")]
    return "\n".join(lines)
