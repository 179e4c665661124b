"""The Python versions that the workshop is for. Has to be readable for old Pythons, too."""

# ruff: noqa: UP031

import os
import subprocess
import sys

OLDEST = (3, 11)
NEWEST = (3, 14)
# The oldest that can ask what is missing: `python -m workshop doctor`.
DOCTOR = (3, 8)
OFFERED = tuple("python3.%d" % minor for minor in range(NEWEST[1], OLDEST[1] - 1, -1))
# Leads to the newest release of exactly that one.
DIRECTIONS = "https://www.python.org/downloads/latest/python%d.%d/" % NEWEST
# Why not a newer one: the package without a wheel for it, which pip would try to compile.
LACKS_A_WHEEL = "autobahn"


def newer(find, starts=None):
    """Return the command of the newest Python here that is new enough, like "py -3.12", or None.

    ``find(name)`` returns a program's path or None; ``starts(words)`` whether a command works.
    """
    for name in OFFERED:
        if find(name):
            return name
    if find("py"):
        # Windows has its Pythons behind a launcher.
        for name in OFFERED:
            words = ["py", name.replace("python", "-")]
            if (starts or _starts)(words):
                return " ".join(words)
    return None


def _starts(words):
    with open(os.devnull, "w") as nothing:
        return subprocess.call(words + ["-c", ""], stdout=nothing, stderr=nothing) == 0


def fetched(find, system=sys.platform):
    """Return how somebody gets Python ``NEWEST``: a command, or a sentence with an address.

    ``find(name)`` returns a program's path or None; ``system`` is like ``sys.platform``.
    """
    if system == "win32" and find("winget"):
        return "winget install Python.Python.%d.%d" % NEWEST
    if system == "darwin" and find("brew"):
        return "brew install python@%d.%d" % NEWEST
    return "Install Python %d.%d from %s" % (NEWEST + (DIRECTIONS,))


def why_too_new(version):
    """Return a sentence for a Python above ``NEWEST``, else None."""
    if tuple(version[:2]) <= NEWEST:
        return None
    this = "Python %d.%d is too new: " % tuple(version[:2])
    return this + "the package %s has no wheel for it yet" % LACKS_A_WHEEL


def too_new(version, arguments, find, system=sys.platform):
    """Return what is said before packages are installed on a Python above ``NEWEST``, else None.

    ``arguments`` are those of the command.
    """
    why = why_too_new(version)
    if why is None:
        return None
    found = newer(find)
    wanted = "python%d.%d" % NEWEST if system != "win32" else "py -%d.%d" % NEWEST
    lines = [
        why + ", and without one pip fails.",
        "The workshop needs Python %d.%d to %d.%d. Nothing was changed." % (OLDEST + NEWEST),
        ("This machine has one that works:" if found else "    " + fetched(find, system) + "\nThen")
        + " start again with it:",
        "    " + " ".join([found or wanted, "-m", "workshop"] + list(arguments)),
    ]
    return "\n".join(lines)
