"""``python -m workshop tried``: run what a Python or a server can break here, and note the day."""

import json
from pathlib import Path


def add_arguments(parser):
    """Describe the command's options to the ``argparse`` parser."""
    parser.description = (
        "Run the steps' tests and those of each server with this Python, and note what came of "
        "it, with the day, for the table “What was run where” in the docs and in the README."
    )
    parser.epilog = "Exit code: 0 all passed, 1 something failed."
    parser.add_argument(
        "--server",
        action="append",
        metavar="NAME",
        help="Daphne, Uvicorn or Gunicorn; may be given several times (default: all)",
    )
    parser.add_argument("--to", type=Path, help="write the cells to this file and nowhere else")
    parser.add_argument(
        "--merge",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="run nothing: add what such files hold, which came from other machines",
    )


def main(options):
    """Do it; return the exit code."""
    from workshop.base.problems import Problem
    from workshop.versions import ran, suites

    if options.merge:
        cells = [cell for file in options.merge for cell in ran.read(file)]
        return _note(cells, [])
    servers = options.server or suites.servers()
    unknown = [name for name in servers if name not in suites.SUITES]
    if unknown:
        raise Problem(f"There is no server {unknown[0]}. There are {', '.join(suites.SUITES)}.")
    cells, failed = suites.ask(servers)
    if options.to:
        ran.write(cells, options.to)
        return int(bool(failed))
    return _note(cells, failed)


def _note(cells, failed):
    from workshop.versions import ran

    ran.add(cells)
    ran.tell()
    for cell in cells:
        print(json.dumps(cell, ensure_ascii=False))
    print(f"Noted in {ran.DATA} and in the README.")
    return int(bool(failed))
