"""``python -m workshop test``: run pytest from the root of the workshop."""

import argparse
import os
import signal

from workshop.base.processes import unwind_when_ended
from workshop.base.steps import ROOT, STEPS

STRICT = "WORKSHOP_STRICT"
HELP = """\
Run the tests: the quick ones of everything, of one step (1, 2 or 3), or below a path. Whatever
else stands there goes to pytest as it is; its options are listed by: python -m pytest --help

  python -m workshop test                       the quick tests: each promise once (minutes)
  python -m workshop test --all                 every promise, every case (hours)
  python -m workshop test --all -m "not sweep"  the same without the longest rows (half an hour)
  python -m workshop test 2                     step 2
  python -m workshop test tests/browser -x      one folder, until the first failure
  python -m workshop test 3 -k room --lf        step 3, with options of pytest
"""
# As many at a time as tests/conftest.py says; those of a file share its servers and its browser.
SIDE_BY_SIDE = ["-n", "auto", "--dist", "loadfile"]


def add_arguments(parser):
    """Describe the command's options to the ``argparse`` parser."""
    parser.description = HELP
    parser.usage = f"{parser.prog} [--strict] [--all] [1|2|3|path ...] [pytest options]"
    parser.add_argument(
        "--strict",
        action="store_true",
        help="fail, instead of skip, where the machine lacks a browser or a Redis server",
    )
    parser.add_argument(
        "--all",
        action="store_true",
        help="the tests marked “all” as well: every mistake, answer, crowd and combination",
    )
    parser.add_argument(
        "passed_on",
        nargs=argparse.REMAINDER,
        metavar="1|2|3|path",
        help="what to test, before pytest's options (default: everything)",
    )


def pytest_arguments(words):
    """Return the words for pytest: a step's number or name becomes the folder of its tests.

    Only before any option. Where no single file or test is named, tests run side by side, unless
    the words say how many, or ask for a debugger.
    """
    named = next((place for place, word in enumerate(words) if word.startswith("-")), len(words))
    paths, options = [_folder(word) or word for word in words[:named]], words[named:]
    alone = any(".py" in word for word in paths) or (paths and all(map(_folder, words[:named])))
    told = any(
        word.startswith(("-n", "-s", "--pdb", "--trace", "--capture=no")) for word in options
    )
    return paths + options + ([] if alone or told else SIDE_BY_SIDE)


def _folder(word):
    """Return the folder of the tests of the step that the word is, else None."""
    for number, step in STEPS.items():
        if word.rstrip("/\\") in (str(number), step.name):
            return f"tests/steps/{step.name}"
    return None


def main(options):
    """Be pytest from here on; return its exit code."""
    said = {name for name in ("strict", "all") if getattr(options, name)}
    said |= {word[2:] for word in options.passed_on if word in ("--strict", "--all")}
    words = [word for word in options.rest + options.passed_on if word[2:] not in said]
    if "strict" in said:
        os.environ[STRICT] = "1"
    os.chdir(ROOT)
    # What else ends a program, pytest takes for the failure of a test.
    unwind_when_ended(signal.default_int_handler)

    import pytest

    return int(pytest.main([*pytest_arguments(words), *(["--all"] if "all" in said else [])]))
