"""MkDocs, or a program that takes its place, run on the pages of this checkout."""

import os
import subprocess
import sys
from pathlib import Path

from workshop.base.problems import Problem
from workshop.base.steps import ROOT

# A folder with this file was built by us before: it may be replaced.
OURS = Path("search", "search_index.js")


def mkdocs(*arguments, program="mkdocs"):
    """Run MkDocs, or a ``program`` that takes its place, in the checkout; return its exit code."""
    # The theme's notice about another program's next version is not for our readers.
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", program, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def build(target, program="mkdocs"):
    """Build all pages into the folder ``target``; what an earlier build left there is replaced.

    Raises ``Problem`` when a page is wrong, or when the folder holds something else.
    """
    target = Path(target).resolve()
    empty = not target.exists() or (target.is_dir() and not any(target.iterdir()))
    if not empty and not (target / OURS).is_file():
        raise Problem(
            f"This is there already, and it is not an earlier build of the pages:\n    {target}\n"
            "Nothing was written. Choose a new folder with --to."
        )
    if mkdocs("build", "--strict", "--quiet", "--site-dir", str(target), program=program):
        raise Problem("The pages were not built: the lines above say why.")
    return target
