"""``python -m workshop bag``: all that a workshop without Internet needs, in one file."""

import tempfile
import time
from pathlib import Path

from workshop.bag.pack import NAME, collect, pack
from workshop.bag.packing_progress import Progress, parts_of
from workshop.bag.wheels import PYTHONS, SYSTEMS
from workshop.base.problems import Problem
from workshop.pages.build import build

MIB = 1024 * 1024


def add_arguments(parser):
    """Describe the command's options to the ``argparse`` parser."""
    parser.description = (
        "Pack the repository, its packages and the pages into one zip file. Unpacked on a machine\n"
        "without a network, `run`, `test` and the pages work there. It needs Python, nothing else."
    )
    titles = "\n".join(f"  {name:8} {system.title}" for name, system in SYSTEMS.items())
    parser.epilog = f"Systems:\n{titles}\n  this     the one you are on, and this Python alone"
    parser.add_argument("--to", default=f"{NAME}.zip", help=f"the file (default: {NAME}.zip)")
    parser.add_argument(
        "--systems",
        nargs="+",
        choices=[*SYSTEMS, "this"],
        default=list(SYSTEMS),
        metavar="SYSTEM",
        help="for which systems (default: all but this)",
    )
    parser.add_argument(
        "--pythons",
        nargs="+",
        choices=PYTHONS,
        default=PYTHONS,
        metavar="VERSION",
        help=f"for which Pythons (default: {' '.join(PYTHONS)})",
    )


def main(options):
    """Make the bag; return 0. Raises ``Problem``."""
    # It needs the packages, and the help of this command does not.
    from workshop.lab.beside_pages import build_lab

    target = Path(options.to).resolve()
    if target.exists():
        raise Problem(
            f"This file is there already:\n    {target}\n"
            "Nothing was written. Delete it, or choose another name with --to."
        )
    started = time.monotonic()

    progress = Progress(parts_of(options.systems, options.pythons))

    def begin(name, python):
        print(f"{progress.next()}  Packages for {name} {python}".rstrip(), end=" ", flush=True)

    def done(size):
        print(f"({size // MIB} MiB so far{progress.left()})", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        wheels = Path(folder, "wheels")
        collect(options.systems, options.pythons, wheels, begin, done)
        print(f"{progress.next()}  The pages", flush=True)
        build_lab()
        pages = build(Path(folder, "site"))
        print(f"{progress.next()}  The bag", flush=True)
        pack(target, wheels, pages)
    size, seconds = target.stat().st_size // MIB, time.monotonic() - started
    print(f"\n{size} MiB after {seconds:.0f} s:\n    {target}")
    print(f"Unpack it anywhere. In the folder {NAME}, without a network:")
    print("    python -m workshop run\n    site/index.html in a browser")
    return 0
