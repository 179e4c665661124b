"""``python -m workshop measure``: what consumers, layers and servers cost, side by side."""

import os
import sys
from pathlib import Path

from workshop.base import steps
from workshop.measure import DATA

TRIED = steps.DATA / "measured.json"
# With more than one program for each core, times are the other programs'.
MOST_LOAD = 1


def add_arguments(parser):
    """Describe the command's options to the ``argparse`` parser."""
    parser.description = (
        "Measure everything that the page “Measured” shows, interleaved, on copies of step 3, and "
        "write the figures. Takes about twelve minutes on a machine with nothing else to do."
    )
    parser.add_argument("--data", type=Path, help=f"default: {DATA}")
    parser.add_argument(
        "--anyway", action="store_true", help="also while other programs keep this machine busy"
    )
    parser.add_argument(
        "--quick", action="store_true", help=f"only to try it out, few messages; default: {TRIED}"
    )


def main(options):
    """Measure and write the data; return the exit code."""
    from workshop.base.problems import Problem, from_os_error
    from workshop.measure import collect

    if not (options.quick or options.anyway):
        _refuse_a_busy_machine()

    def say(text):
        print(f"  {text}", file=sys.stderr, flush=True)

    file = options.data or (TRIED if options.quick else DATA)
    print("Measuring. Stop with Ctrl+C; then nothing is written.\n", flush=True)
    try:
        data = collect.everything(collect.QUICK if options.quick else collect.FULL, say)
    except RuntimeError as error:
        # A server or Redis that does not start; the text is what it said.
        raise Problem(str(error)) from None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        collect.write(data, file)
    except OSError as error:
        raise from_os_error(error, file) from None
    print(f"\nWritten: {file}")
    return 0


def _refuse_a_busy_machine():
    from workshop.base.problems import Problem
    from workshop.measure import machine

    load, cores = machine.load(), os.cpu_count() or 1
    if load is not None and load > MOST_LOAD * cores:
        raise Problem(
            f"This machine is busy: load {load} on {cores} cores. The times would be those of the "
            "other programs.\nEnd them, wait a minute and call the same command again. With "
            "--anyway it measures all the same,\nand the data says how busy it was."
        )
