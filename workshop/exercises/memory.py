"""What is remembered of the exercises, in ``.workshop/exercises.json``: done, and hints shown."""

import json

from workshop.base.steps import DATA
from workshop.exercises.definitions import HINTS

FILE = DATA / "exercises.json"


class Memory:
    """What was done on this machine. A file that cannot be read or written is no hindrance."""

    def __init__(self):
        self.file = FILE
        try:
            kept = json.loads(FILE.read_text(encoding="utf-8"))
            self.finished, self.hints = set(kept["done"]), dict(kept["hints"])
        except (OSError, ValueError, KeyError, TypeError):
            self.finished, self.hints = set(), {}

    def done(self, exercise):
        """Remember that an exercise is done."""
        self.finished.add(exercise.id)
        self._keep()

    def next_hint(self, exercise):
        """Return how many hints to show now: one more than the last time, up to all."""
        seen = self.hints.get(exercise.id, 0)
        now = min(seen + 1, HINTS) if isinstance(seen, int) else 1
        self.hints[exercise.id] = now
        self._keep()
        return now

    def _keep(self):
        kept = {"done": sorted(self.finished), "hints": self.hints}
        try:
            self.file.parent.mkdir(exist_ok=True)
            self.file.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8", newline="\n")
        except OSError:
            # Nothing may be written here: the next call begins anew.
            return
