"""Which Python runs a command: this one when it has every pinned package, else ``.venv``.

Standard library only, and nothing slow: every call of the command comes through here.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from workshop.base.problems import Problem
from workshop.base.processes import WINDOWS, replace
from workshop.base.steps import ROOT
from workshop.setup.lock import alone
from workshop.setup.make_venv import half_made, install
from workshop.setup.pythons import too_new

VENV = ROOT / ".venv"
# Holds the fingerprints of what is complete, also while something is being added to it.
MARKER = "workshop-ready.txt"
AS_TYPED = "WORKSHOP_PYTHON"
PIN = re.compile(
    r"(?P<name>[A-Za-z0-9._-]+)(\[[^]]*\])?==(?P<version>[^\s;#]+)"
    # The one condition that our files use: a package that Windows has not.
    r"(?P<marker>\s*;\s*sys_platform != \"win32\")?$"
)


def requirement_files(path):
    """Return ``path`` and the requirements files it includes with ``-r``, a list of Path."""
    files = [Path(path)]
    for line in _lines(path):
        if line.startswith("-r "):
            files += requirement_files(Path(path).parent / line[3:].strip())
    return files


def pins(path, system=sys.platform):
    """Return the dict of package names to versions that a requirements file asks for.

    ``system`` is like ``sys.platform``: Windows leaves out what is marked so.
    Raises ``ValueError`` for a line that is neither a pin, an include nor a comment.
    """
    wanted = {}
    for file in requirement_files(path):
        for line in _lines(file):
            pin = PIN.match(line)
            if pin and pin["marker"] and system == "win32":
                continue
            if pin:
                wanted[pin["name"]] = pin["version"]
            elif not line.startswith("-r "):
                raise ValueError(f"{file.name}: this is not a pin: {line}")
    return wanted


def _lines(path):
    text = Path(path).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def missing(path):
    """Return the names of a requirements file that this interpreter lacks in that version."""
    return [name for name, version in pins(path).items() if _installed(name) != version]


def _installed(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def fingerprint(path):
    """Return a text that changes with the requirements and with Python's minor version."""
    lines = [line for file in requirement_files(path) for line in _lines(file)]
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return hashlib.sha256("\n".join([python, *lines]).encode()).hexdigest()


def python_in(folder, windows=WINDOWS):
    """Return the path of the Python of an environment in ``folder``, whether it is there or not."""
    return Path(folder) / ("Scripts/python.exe" if windows else "bin/python")


def venv_python():
    """Return the path of the Python in ``.venv``, whether it is there or not."""
    return python_in(VENV)


def finished(path):
    """Return whether ``.venv`` has a Python and was completely installed from that file."""
    marker = VENV / MARKER
    if not (venv_python().is_file() and marker.is_file()):
        return False
    return fingerprint(path) in marker.read_text(encoding="utf-8").split()


def ensure(name, arguments):
    """Return when this interpreter has everything that the requirements file ``name`` pins.

    Otherwise install it into ``.venv`` where that is not done yet, and continue there with the
    command's ``arguments``: then this function does not return. Raises ``Problem``.
    """
    path = ROOT / name
    if not missing(path):
        return
    refusal = None if finished(path) else too_new(sys.version_info, arguments, shutil.which)
    if refusal:
        raise Problem(refusal)
    if Path(sys.prefix).resolve() == VENV.resolve():
        _repair(path, arguments)
        return
    if not finished(path):
        with alone(VENV):
            # Whoever was waited for may have done it.
            if not finished(path):
                install(VENV, venv_python(), MARKER, path, _fingerprints(path))
    _continue_as(venv_python(), arguments)


def _repair(path, arguments):
    """Install into the ``.venv`` that this process runs in."""
    if half_made(VENV / MARKER):
        # Somebody is at it, or it was left so: from outside it is waited for, or made anew.
        base = getattr(sys, "_base_executable", sys.executable)
        if WINDOWS:
            # This process would wait for that one, and no program that runs can be removed there.
            raise Problem(
                f"The set-up of this folder is not complete:\n    {VENV}\n"
                "Windows does not let the Python in it replace it. Call the command with the "
                f"other one:\n    {subprocess.list2cmdline([base, '-m', 'workshop', *arguments])}"
            )
        _continue_as(Path(base), arguments)
    with alone(VENV):
        install(VENV, Path(sys.executable), MARKER, path, _fingerprints(path))
    lacking = missing(path)
    if lacking:
        raise Problem(
            f"These packages are still missing in the right version: {', '.join(lacking)}.\n"
            f"Delete this folder and call the command again:\n    {VENV}"
        )


def damaged(text):
    """Return the Problem of an installed package whose files are gone, or None.

    ``text`` holds what Python said: No module named 'django'.
    """
    found = re.search(r"No module named '?(\w+)", text)
    names = metadata.packages_distributions().get(found[1]) if found else None
    if not names:
        return None
    return Problem(
        f"The package {names[0]} is damaged: it is installed, but {found[1]} is not there.\n"
        + (
            f"Delete this folder and call the command again:\n    {VENV}"
            if Path(sys.prefix).resolve() == VENV.resolve()
            else f"Install it again:\n    {as_typed()} -m pip install --force-reinstall --no-deps "
            f"{names[0]}=={metadata.version(names[0])}"
        )
    )


def _fingerprints(path):
    return [fingerprint(file) for file in requirement_files(path)]


def _continue_as(python, arguments):
    env = {**os.environ, AS_TYPED: as_typed()}
    try:
        replace([str(python), "-m", "workshop", *arguments], env)
    except (OSError, subprocess.SubprocessError) as error:
        raise Problem(
            f"This Python does not start ({error}):\n    {python}\n"
            f"Delete this folder and call the command again:\n    {VENV}"
        ) from None


def as_typed():
    """Return what the person types for Python: ``python3``, ``py``, ``.venv/bin/python``."""
    if AS_TYPED in os.environ:
        return os.environ[AS_TYPED]
    typed = Path(sys.orig_argv[0])
    name = typed.name if typed.is_absolute() else str(typed)
    return name.removesuffix(".exe")


def python_elsewhere():
    """Return how to call this Python from another folder: by its path, unless it is activated."""
    called = shutil.which("python")
    active = called and Path(called).parent == Path(sys.executable).parent
    return "python" if active else sys.executable
