"""The Python versions that the workshop is for. Has to be readable for old Pythons, too."""

import os
import subprocess

OLDEST = (3, 11)
NEWEST = (3, 14)
# The oldest that can ask what is missing: `python -m workshop doctor`.
DOCTOR = (3, 8)
OFFERED = ("python3.14", "python3.13", "python3.12", "python3.11")


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
