"""``python -m workshop bag``: all that a workshop without Internet needs, in one file.

The bag holds the repository, a folder ``wheels`` from which ``run`` and ``test`` install, and the
built pages in ``site``.
"""

import platform
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from workshop.bag.wheels import PYTHONS, SYSTEMS, fetch, fetch_for_this, try_out
from workshop.base.problems import Problem, from_os_error
from workshop.base.steps import ROOT
from workshop.commands import docs
from workshop.setup.pip_output import HOLDS

NAME = "websocket-workshop"
REQUIREMENTS = ROOT / "requirements-dev.txt"
MIB = 1024 * 1024
# What the repository's root holds, for a copy that came without git. Nothing else there travels.
TOP = {
    ".ci", ".devcontainer", ".gitattributes", ".github", ".gitignore",
    "CONTRIBUTING.md", "LICENSE", "README.md", "deploy", "docs", "mkdocs.yml", "pyproject.toml",
    "requirements-bag.txt", "requirements-dev.txt", "requirements-measure.txt", "requirements.txt",
    "step1_http", "step2_websocket", "step3_channel_layer", "tests", "workshop",
}  # fmt: skip
# What Python and npm make between them.
MADE = {"__pycache__", "node_modules"}


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


def repository_files(root=ROOT):
    """Return the paths that belong to the repository, relative to ``root``, and no others.

    Whatever somebody keeps beside them (projects, exercises, ``.env``) is theirs and stays.
    """
    found = _tracked(root)
    if Path("README.md") not in found:
        # It came as a zip file itself, perhaps into a folder that another repository ignores.
        found = [
            path.relative_to(root)
            for name in sorted(TOP)
            for path in [root / name, *(root / name).rglob("*")]
            if not MADE & set(path.parts) and path.suffix != ".sqlite3"
        ]
        # The lab's files are among the built pages already.
        found = [path for path in found if path.parts[:3] != ("docs", "assets", "lab")]
    return [path for path in found if (root / path).is_file()]


def _tracked(root):
    try:
        git = ["git", "ls-files", "-z"]
        listed = subprocess.run(git, cwd=root, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    return [Path(name) for name in listed.decode("utf-8").split("\0") if name]


def pack(target, wheels, pages):
    """Write the zip file ``target``: the repository and the folders ``wheels`` and ``pages``."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bag:
        for path in repository_files():
            bag.write(ROOT / path, f"{NAME}/{path.as_posix()}")
        for wheel in sorted(wheels.iterdir()):
            bag.write(wheel, f"{NAME}/wheels/{wheel.name}", zipfile.ZIP_STORED)
        for page in sorted(pages.rglob("*")):
            if page.is_file():
                bag.write(page, f"{NAME}/site/{page.relative_to(pages).as_posix()}")


def machines(systems, pythons):
    """Return a line for each kind of machine that the bag is for."""
    this = f"{platform.system()}, {platform.machine()}; Python {{}}.{{}}".format(*sys.version_info)
    others = f"Python {', '.join(pythons)}"
    return [this if name == "this" else f"{SYSTEMS[name].title}; {others}" for name in systems]


def main(options):
    """Make the bag; return 0. Raises ``Problem``."""
    target = Path(options.to).resolve()
    if target.exists():
        raise Problem(
            f"This file is there already:\n    {target}\n"
            "Nothing was written. Delete it, or choose another name with --to."
        )
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        wheels = Path(folder, "wheels")
        wheels.mkdir()
        for name in dict.fromkeys(options.systems):
            for python in [""] if name == "this" else options.pythons:
                print(f"Packages for {name} {python}".rstrip(), end=" ", flush=True)
                if name == "this":
                    fetch_for_this(REQUIREMENTS, wheels)
                else:
                    fetch(name, python, REQUIREMENTS, wheels)
                    try_out(name, python, REQUIREMENTS, wheels)
                size = sum(wheel.stat().st_size for wheel in wheels.iterdir())
                print(f"({size // MIB} MiB so far)", flush=True)
        holds = "".join(f"{line}\n" for line in machines(options.systems, options.pythons))
        (wheels / HOLDS).write_text(holds, encoding="utf-8", newline="\n")
        print("The pages", flush=True)
        docs.build_lab()
        pages = docs.build(Path(folder, "site"))
        print("The bag", flush=True)
        part = target.with_name(target.name + ".part")
        try:
            pack(part, wheels, pages)
            part.rename(target)
        except OSError as error:
            raise from_os_error(error, target) from None
        finally:
            part.unlink(missing_ok=True)
    size, seconds = target.stat().st_size // MIB, time.monotonic() - started
    print(f"\n{size} MiB after {seconds:.0f} s:\n    {target}")
    print(f"Unpack it anywhere. In the folder {NAME}, without a network:")
    print("    python -m workshop run\n    site/index.html in a browser")
    return 0
