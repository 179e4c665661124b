"""``python -m workshop measure``: what consumers, layers and servers cost, side by side."""

import sys
from pathlib import Path

from workshop.steps import ROOT

DATA = ROOT / "docs" / "measured" / "data.json"
TRIED = ROOT / ".workshop" / "measured.json"
REQUIREMENTS = ROOT / "requirements-measure.txt"


def add_arguments(parser):
    """Describe the command's options to the ``argparse`` parser."""
    parser.description = (
        "Measure everything that the page “Measured” shows, interleaved, on copies of step 3, and "
        "write the figures. Takes about eight minutes, less on a machine with nothing else to do."
    )
    parser.add_argument("--data", type=Path, help=f"default: {DATA}")
    parser.add_argument(
        "--quick", action="store_true", help=f"only to try it out, few messages; default: {TRIED}"
    )


def main(options):
    """Measure and write the data; return the exit code."""
    from workshop.environment import as_typed, missing
    from workshop.measure import collect
    from workshop.problems import Problem, from_os_error

    lacking = missing(REQUIREMENTS)
    if lacking:
        raise Problem(
            f"To compare with other programs, these are needed too: {', '.join(lacking)}.\n"
            f"Install them, then call the same command again:\n"
            f"    {as_typed()} -m pip install -r {REQUIREMENTS.name}"
        )

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
