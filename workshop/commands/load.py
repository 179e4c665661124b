"""``python -m workshop load``: how many people does this machine hold, and is anything lost?"""

import argparse
import sys
from pathlib import Path

from workshop.base.steps import DATA, PORT, STEPS

PLOT = DATA / "load.svg"
PEOPLE, ROOMS, RATE, SECONDS, FIND_SECONDS = 30, 1, 1.0, 30.0, 5.0
MOST_PEOPLE, MOST_RATE, MOST_SECONDS = 2_000, 100, 600
HELP = """\
Let many people chat over real sockets, count every delivery, and measure how long each takes.

If you name a folder, it is copied and served on a free port, with a database of its own. If you
name an address, a server has to run there, on this machine; other machines are refused. There,
people sign in with the three names of `python -m workshop run`, or as --user.
"""
EXAMPLES = f"""\
  python -m workshop load                                 step 3, one room of 30
  python -m workshop load learning --people 50            your own project
  python -m workshop load http://127.0.0.1:{PORT}/          a server that you started
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
    parser.add_argument(
        "--people", type=people, help=f"default: {PEOPLE}; with --find: the highest number"
    )
    rooms = _between(int, 1, MOST_PEOPLE)
    parser.add_argument("--rooms", type=rooms, help=f"default: {ROOMS}")
    rate = _between(float, 0.01, MOST_RATE)
    parser.add_argument(
        "--rate",
        type=rate,
        default=RATE,
        help=f"messages a second for each person (default: {RATE})",
    )
    seconds = _between(float, 0.1, MOST_SECONDS)
    parser.add_argument("--seconds", type=seconds, help=f"default: {SECONDS}")
    parser.add_argument("--path", help="the WebSocket's path, such as /ws/async-chat/{room}/")
    parser.add_argument("--user", help="sign in as this one person (only with an address)")
    parser.add_argument("--password", help="the password of --user; without it, you are asked")
    parser.add_argument("--plot", type=Path, help=f"default: {PLOT}")
    parser.add_argument(
        "--find", action="store_true", help="raise the number of people until p99 is over 200 ms"
    )


def main(options):
    """Measure once, or look for the number of people; return the exit code."""
    from workshop.base.problems import Problem
    from workshop.load import find, summary
    from workshop.load.crowd import allow_sockets
    from workshop.load.measurement import Plan, measure
    from workshop.load.subject import opened

    people = options.people or (find.MOST if options.find else PEOPLE)
    rooms, file = options.rooms or ROOMS, options.plot or PLOT
    if options.find and (options.rooms or options.plot):
        print("--find uses one room and draws no plot: --rooms and --plot are not used.")
    if not options.find:
        if rooms > people:
            raise Problem(f"{rooms} rooms need {rooms} people: choose a higher --people.")
        summary.writable(file)
    # Before the server starts, which inherits it.
    allow_sockets(people)
    with opened(options) as subject:
        print(f"Measuring {subject}. Stop with Ctrl+C.\n", flush=True)
        if options.find:
            seconds = options.seconds or FIND_SECONDS
            print(find.answer(find.search(subject, options.rate, seconds, people)))
            return 0
        if subject.group and rooms > 1 and "{room}" not in subject.path:
            raise Problem(f"{subject.path} is one room. Write {{room}} in the place of its name.")
        plan = Plan(people, rooms, options.rate, options.seconds or SECONDS)
        result = measure(subject, plan, summary.Progress(sys.stderr))
        trouble = subject.trouble() if result.failures or result.tally.closed else ""
    print(summary.table(result))
    if trouble:
        print(f"\n{trouble}")
    print(f"\nPlot: {summary.save(result, file)}")
    return 0
