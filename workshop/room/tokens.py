"""The secrets by which boards know people again, in ``.workshop/board-tokens.json``."""

import json
import secrets

from workshop.base.steps import DATA

FILE = DATA / "board-tokens.json"


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
    except OSError:
        # Nothing may be written here: the next command is somebody new.
        return


def token_for(who):
    """Return the secret of a board and a name there (``who``, a str): a new one, or the last."""
    kept = _read()
    if not isinstance(kept.get(who), str):
        kept[who] = secrets.token_urlsafe(16)
        _write(kept)
    return kept[who]


def forget(who):
    """Forget a secret."""
    kept = _read()
    if kept.pop(who, None) is not None:
        _write(kept)
