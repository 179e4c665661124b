"""What a bag holds: the repository, a folder ``wheels`` to install from, the pages in ``site``."""

import platform
import subprocess
import sys
import zipfile
from pathlib import Path

from workshop.bag.wheels import SYSTEMS, fetch, fetch_for_this, try_out
from workshop.base.problems import from_os_error
from workshop.base.steps import ROOT
from workshop.setup.pip_output import HOLDS

NAME = "websocket-workshop"
REQUIREMENTS = ROOT / "requirements-dev.txt"
# What the repository's root holds, for a copy that came without git. Nothing else there travels.
TOP = {
    ".ci", ".devcontainer", ".gitattributes", ".github", ".gitignore", ".pre-commit-config.yaml",
    "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "deploy", "docs", "further",
    "mkdocs.yml", "pyproject.toml",
    "requirements-bag.txt", "requirements-dev.txt", "requirements-measure.txt", "requirements.txt",
    "step1_http", "step2_websocket", "step3_channel_layer", "tests", "workshop",
}  # fmt: skip
# What Python and npm make between them.
MADE = {"__pycache__", "node_modules"}


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
    """Write the zip file ``target``: the repository and the folders ``wheels`` and ``pages``.

    It is there whole, or not at all. Raises ``Problem``.
    """
    part = target.with_name(target.name + ".part")
    try:
        _write(part, wheels, pages)
        part.rename(target)
    except OSError as error:
        raise from_os_error(error, target) from None
    finally:
        part.unlink(missing_ok=True)


def _write(target, wheels, pages):
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


def collect(systems, pythons, wheels, begin, done):
    """Fetch the packages for systems and Pythons into the new folder ``wheels``.

    ``begin(name, python)`` is called before each, ``done(size)`` after, with the bytes so far. They
    are tried out: each is enough to install from. Raises ``Problem``.
    """
    wheels.mkdir()
    for name in dict.fromkeys(systems):
        for python in [""] if name == "this" else pythons:
            begin(name, python)
            if name == "this":
                fetch_for_this(REQUIREMENTS, wheels)
            else:
                fetch(name, python, REQUIREMENTS, wheels)
                try_out(name, python, REQUIREMENTS, wheels)
            done(sum(wheel.stat().st_size for wheel in wheels.iterdir()))
    holds = "".join(f"{line}\n" for line in machines(systems, pythons))
    (wheels / HOLDS).write_text(holds, encoding="utf-8", newline="\n")
