"""What is remembered of bug hunts, in ``.workshop/hunts.json``: which project is which hunt.

Nothing of it stands in the project itself: who hunts should look at the code.
"""

import json
import time
from pathlib import Path

from workshop.base.problems import Problem, from_os_error
from workshop.base.steps import DATA

FILE = DATA / "hunts.json"
HELPS = 3


def _read():
    try:
        kept = json.loads(FILE.read_text(encoding="utf-8"))
        return kept if isinstance(kept, dict) else {}
    except (OSError, ValueError):
        return {}


def _write(kept):
    try:
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise from_os_error(error, FILE.parent) from None


def remember(folder, hunt, claim):
    """Remember that a hunt has begun in a folder. Raises ``Problem``."""
    entry = {"seed": hunt.seed, "level": hunt.level, "claim": claim}
    entry |= {"began": time.time(), "helps": 0, "seconds": None}
    _write(_read() | {str(Path(folder).resolve()): entry})


def recall(folder):
    """Return what is known of a folder's hunt: a dict. Raises ``Problem`` when it is none."""
    entry = _read().get(str(Path(folder).resolve()))
    if entry is None:
        raise Problem(
            f"{folder} is there, but no hunt was begun in it on this machine.\n"
            "Begin one in a new folder:\n    python -m workshop exercise hunt my-hunt"
        )
    return entry


def next_help(folder):
    """Return the level of help to give now, 1 to 3: one more than the last time."""
    entry = recall(folder)
    entry["helps"] = min(entry["helps"] + 1, HELPS)
    _write(_read() | {str(Path(folder).resolve()): entry})
    return entry["helps"]


def finish(folder):
    """Remember that it is done; return the seconds that it took, those of the first time."""
    entry = recall(folder)
    if entry["seconds"] is None:
        entry["seconds"] = round(time.time() - entry["began"])
        _write(_read() | {str(Path(folder).resolve()): entry})
    return entry["seconds"]
