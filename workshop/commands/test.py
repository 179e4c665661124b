"""``python -m workshop test``: run pytest from the root of the workshop."""

import argparse
import os
import signal

from workshop.base.steps import ROOT, STEPS

# Our own options and the variable that tells the tests of each.
OWN = {"--strict": "WORKSHOP_STRICT", "--all": "WORKSHOP_ALL"}
HELP = """\
Run the tests: all of them, those of one step (1, 2 or 3), or those below a path. Whatever else
stands there goes to pytest as it is; its own options are listed by: python -m pytest --help

  python -m workshop test                       everything
  python -m workshop test 2                     step 2
  python -m workshop test tests/browser -x      one folder, until the first failure
  python -m workshop test 3 -k room --lf        step 3, with options of pytest
"""


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
        help="every mistake, answer and crowd, not only a part of them (takes many minutes)",
    )
    parser.add_argument(
        "passed_on",
        nargs=argparse.REMAINDER,
        metavar="1|2|3|path",
        help="what to test, before pytest's options (default: everything)",
    )


def pytest_arguments(words):
    """Return the words for pytest: a step's number or name becomes the folder of its tests.

    Only before any option.
    """
    folders = {str(number): step.name for number, step in STEPS.items()}
    folders.update({step.name: step.name for step in STEPS.values()})
    arguments = []
    for position, word in enumerate(words):
        if word.startswith("-"):
            # From here on a number may be an option's value, as in --maxfail 2.
            return arguments + words[position:]
        step = folders.get(word.rstrip("/\\"))
        arguments.append(f"tests/{step}" if step else word)
    return arguments


def main(options):
    """Be pytest from here on; return its exit code."""
    said = [word for word in OWN if word in options.passed_on or vars(options)[word[2:]]]
    words = [word for word in options.rest + options.passed_on if word not in OWN]
    os.environ.update({OWN[word]: "1" for word in said})
    os.chdir(ROOT)
    for name in ("SIGTERM", "SIGHUP"):
        # What else ends a program, pytest takes for the failure of a test.
        if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) != signal.SIG_IGN:
            signal.signal(getattr(signal, name), signal.default_int_handler)

    import pytest

    return int(pytest.main(pytest_arguments(words)))
