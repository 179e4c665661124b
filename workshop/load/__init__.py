"""``python -m workshop load``: how many people does this machine hold, and is anything lost?"""

import argparse
import sys
from pathlib import Path

from workshop.steps import ROOT, STEPS

PLOT = ROOT / ".workshop" / "load.svg"
PEOPLE, ROOMS, RATE, SECONDS, FIND_SECONDS = 30, 1, 1.0, 30.0, 5.0
MOST_PEOPLE, MOST_RATE, MOST_SECONDS = 2_000, 100, 600
HELP = """\
Let many people chat over real sockets, count every delivery, and measure how long each takes.

A folder is copied and served on a free port, with a database of its own. An address is a server
that runs already on this machine; any other machine is refused. There, people sign in as the
three of `python -m workshop run`, or as --user.
"""
EXAMPLES = """\
  python -m workshop load                                 step 3, one room of 30
  python -m workshop load learning --people 50            your own project
  python -m workshop load http://127.0.0.1:8000/          a server that you have started
  python -m workshop load --find                          how many does this machine hold?
"""


def _between(kind, least, most):
    """Return a type for argparse: a number of that ``kind`` from ``least`` to ``most``."""

    def read(text):
        try:
            number = kind(text)
        except ValueError:
            number = None
        if number is None or not least <= number <= most:
            raise argparse.ArgumentTypeError(f"{text} is not a number from {least} to {most}")
        return number

    return read


def add_arguments(parser):
    """Describe the command's options to the ``argparse`` parser."""
    parser.description = HELP
    parser.epilog = EXAMPLES
    parser.add_argument(
        "subject",
        nargs="?",
        default=str(STEPS[3]),
        metavar="folder|address",
        help="2 or 3 for a step, a project's folder, or http://127.0.0.1:PORT/ (default: 3)",
    )
    people = _between(int, 1, MOST_PEOPLE)
    parser.add_argument("--people", type=people, help=f"default: {PEOPLE}; with --find: the most")
    rooms = _between(int, 1, MOST_PEOPLE)
    parser.add_argument("--rooms", type=rooms, default=ROOMS, help=f"default: {ROOMS}")
    rate = _between(float, 0.01, MOST_RATE)
    parser.add_argument(
        "--rate", type=rate, default=RATE, help=f"messages a second, each person (default: {RATE})"
    )
    seconds = _between(float, 0.1, MOST_SECONDS)
    parser.add_argument("--seconds", type=seconds, help=f"default: {SECONDS}")
    parser.add_argument("--path", help="the WebSocket's path, such as /ws/async-chat/{room}/")
    parser.add_argument("--user", help="sign in as this one person (only with an address)")
    parser.add_argument("--password", help="of --user; asked for when it is left out")
    parser.add_argument("--plot", type=Path, default=PLOT, help=f"default: {PLOT}")
    parser.add_argument(
        "--find", action="store_true", help="raise the number of people until p99 passes 200 ms"
    )


def main(options):
    """Measure once, or look for the number of people; return the exit code."""
    from workshop.load import find, report
    from workshop.load.once import Plan, measure
    from workshop.load.subject import opened
    from workshop.problems import Problem

    if not options.find and options.rooms > (options.people or PEOPLE):
        raise Problem(f"{options.rooms} rooms need {options.rooms} people: raise --people.")
    with opened(options) as subject:
        print(f"Measuring {subject.name}. Stop with Ctrl+C.\n", flush=True)
        if options.find:
            seconds = options.seconds or FIND_SECONDS
            most = options.people or find.MOST
            print(find.answer(find.search(subject, options.rate, seconds, most)))
            return 0
        plan = Plan(
            options.people or PEOPLE, options.rooms, options.rate, options.seconds or SECONDS
        )
        result = measure(subject, plan, report.Progress(sys.stderr))
    print(report.table(result))
    print(f"\nPlot: {report.save(result, options.plot)}")
    return 0
