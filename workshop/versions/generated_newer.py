"""What another Django's ``startproject`` and ``startapp`` write, beside the pinned one's."""

import difflib
import json

from workshop.base.processes import finish
from workshop.base.steps import ROOT
from workshop.lesson.text_differences import lines_of

ASK = (
    "import json; from workshop.lesson.generated import startapp, startproject\n"
    "print(json.dumps([startproject(), startapp()]))"
)


def trees(python):
    """Return what the Django of that Python writes: one tree, a dict of path to text."""
    command = [str(python), "-c", ASK]
    printed = finish(command, f"This Python's Django could not be asked:\n    {python}", cwd=ROOT)
    project, app = json.loads(printed.splitlines()[-1])
    return project | app


def differences(old, new):
    """Return what differs between two trees: a dict of path to lines that begin with - or +."""
    found = {}
    for path in sorted(old.keys() | new.keys()):
        changed = difflib.unified_diff(lines_of(old.get(path)), lines_of(new.get(path)), n=0)
        lines = [line.rstrip("\n") for line in changed if line[:3] not in ("---", "+++", "@@ ")]
        if lines:
            found[path] = lines
    return found
