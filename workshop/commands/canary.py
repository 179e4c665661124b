"""``python -m workshop canary``: the steps, the claims and the chapters on the newest packages."""

import sys
import tempfile
from pathlib import Path


def add_arguments(parser):
    """Describe the command's options to the ``argparse`` parser."""
    parser.description = (
        "Make an environment with the newest packages that this Python takes, run the steps' tests "
        "and those of each server in it, follow the chapters from an empty folder, and print what "
        "differs from the pinned packages, file by file. Takes about ten minutes."
    )
    parser.epilog = (
        "Exit code: 0 nothing new since the last time that was noted, 1 something is new. The page "
        "“With newer versions” shows what --note wrote."
    )
    parser.add_argument("--note", action="store_true", help="write it down for the page")
    parser.add_argument(
        "--channels-main",
        action="store_true",
        help="Channels from its main branch, not its release",
    )
    parser.add_argument(
        "--report", type=Path, help="write what is printed at the end to a file, too"
    )


def look(folder, channels_main=False):
    """Try everything with the newest packages below ``folder``; return a dict for the data file."""
    from workshop.lesson import changes
    from workshop.setup.environment import pins
    from workshop.versions import generated_newer, newest, ran, suites
    from workshop.versions.newer_walk import NewerWalk

    print("Installing the newest packages ...", flush=True)
    python = newest.make(folder / "newest", channels_main)
    wanted = {name: pin for name, pin in pins(newest.LEARNERS).items() if name not in newest.KEPT}
    cells, failed = suites.ask(suites.servers(), python)
    print("Following the chapters ...", flush=True)
    lesson = changes.read()
    (folder / "chapters").mkdir()
    walk = NewerWalk(
        lesson, folder / "chapters", Path(sys._base_executable).parent, newest.requirements(python)
    )
    walk.follow(progress=lambda fence: print(f"  {fence.page} {fence.name}", flush=True))
    return {
        "date": ran.today(),
        **suites.versions(python),
        "versions": {
            name: [old, new]
            for name, new in newest.versions(python, wanted).items()
            if (old := wanted[name]) != new
        },
        "cells": cells,
        "failed": failed,
        "notes": walk.notes,
        "files": generated_newer.differences(
            generated_newer.trees(sys.executable), generated_newer.trees(python)
        ),
    }


def main(options):
    """Do it; return the exit code."""
    from workshop.versions import ran, told

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        seen = look(Path(folder), options.channels_main)
    before = told.read()
    text = told.report(seen)
    print(f"\n{text}")
    if options.report:
        options.report.write_text(text, encoding="utf-8", newline="\n")
    if options.note:
        ran.write(seen, told.DATA)
        ran.add(seen["cells"])
        ran.tell()
    news = told.news(before, seen)
    print("\n".join(news) if news else "Nothing is new since the last time that was noted.")
    return int(bool(news))
