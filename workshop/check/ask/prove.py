"""Which change turns red into green: edits are tried on copies, alone and then in small sets."""

import time
from concurrent.futures import ThreadPoolExecutor

from workshop.check.ask.inside import NEVER_RAN
from workshop.check.ask.trial import OutOfTime
from workshop.check.compare.edits import CREATE, DELETE, INSERT, REPLACE, apply, slip
from workshop.check.compare.python_file import likeness

SIDE_BY_SIDE = 2
ALONE = 12
# In so many places the same slip is one mistake.
MOST_PLACES = 4
# Longer than this nobody looks for one mistake: there may be more, or it is none.
SECONDS = 25
# The files in which the cause of a failing claim is looked for first.
FIRST = {
    "starts": ("settings.py", "manage.py", "asgi.py", "urls.py"),
    "daphne": ("settings.py", "asgi.py", "manage.py"),
    "page": ("urls.py", "views.py", ".html", "settings.py"),
    "page-talks": (".js", ".html"),
    "http-answer": ("views.py", "urls.py"),
    "token": ("settings.py", "views.py"),
    "own-name": ("consumers.py",),
    "to-its-sender": ("consumers.py",),
    "redis": ("settings.py",),
    "wrong-names": ("rooms.py", "views.py"),
    "socket": ("asgi.py", "routing.py", "consumers.py", "settings.py"),
    "others-hear": ("consumers.py", "settings.py"),
    "name": ("consumers.py", "asgi.py"),
    "stranger": ("consumers.py", "asgi.py"),
    "foreign-page": ("asgi.py", "settings.py"),
    "twin": ("async_consumers.py", "routing.py"),
    "signs-in": ("settings.py", "views.py", "urls.py"),
    "chooses": ("views.py", "urls.py", ".html"),
    "bad-input": ("consumers.py", "messages.py"),
    "alone": ("asgi.py", "consumers.py", "routing.py"),
}
NEVER = (".css", ".svg")


def rank(edits, claim, output):
    """Return the edits, the likeliest cause first.

    ``output`` is what the server printed: files and names of its tracebacks go first.
    """
    first = FIRST.get(claim, FIRST["socket"])

    def points(edit):
        file = edit.path.split("/")[-1]
        score = 0.0
        if f'/{edit.path}", line' in output or f'\\{edit.path}", line' in output:
            score += 3
            near = range(edit.first, max(edit.last, edit.first + 1))
            score += 2 * any(f'{edit.path}", line {line},' in output for line in near)
        score += 5 * any(
            f"{NEVER_RAN}{edit.path}, line {line}:" in output
            for line in range(edit.first, edit.last)
        )
        name = edit.unit.removeprefix("import ").split(".")[-1]
        score += 3 * (bool(name) and f"'{name}'" in output)
        places = [n for n, ending in enumerate(first) if file.endswith(ending)]
        score += 2 - 0.3 * places[0] if places else -1
        if edit.kind == REPLACE and edit.wrote and edit.lesson:
            score += 2 * likeness(edit.wrote, edit.lesson)
        score += {CREATE: 1.5, DELETE: 1, INSERT: 1}.get(edit.kind, 0)
        score -= 1.5 * (edit.kind == REPLACE and not edit.text)
        return -score

    return sorted((edit for edit in edits if not edit.path.endswith(NEVER)), key=points)


def _together(edits):
    """Return the edits that undo the same slip in several places of a file: a name, for example."""
    same = {}
    for edit in edits:
        if edit.kind == REPLACE and edit.wrote and edit.lesson:
            same.setdefault((edit.path, slip(edit.wrote, edit.lesson)), []).append(edit)
    return [some for some in same.values() if 1 < len(some) <= MOST_PLACES]


class Prover:
    """Tries edits to a tree. ``attempt(tree)`` returns a ``Trial``; ``works(trial)`` judges it.

    ``pace``: how many times the usual time this machine needs.
    """

    def __init__(self, tree, attempt, works, deadline, pace=1.0):
        self.tree = tree
        self.attempt = attempt
        self.works = works
        self.deadline = deadline
        self.pace = pace
        self.tried = 0

    def _passes(self, edits):
        self.tried += 1
        try:
            return self.works(self.attempt(apply(self.tree, edits)))
        except OutOfTime:
            return False

    def _first(self, candidates):
        """Return the first of several lists of edits that passes, or None."""
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            for start in range(0, len(candidates), SIDE_BY_SIDE):
                some = candidates[start : start + SIDE_BY_SIDE]
                for edits, passes in zip(some, pool.map(self._passes, some), strict=True):
                    if passes:
                        return edits
                if time.monotonic() > self.deadline:
                    return None
        return None

    def first_cure(self, cures):
        """Return the first of some cures that works, or None."""
        found = self._first([list(cure.edits) for cure in cures])
        return next((cure for cure in cures if found and list(cure.edits) == found), None)

    def smallest(self, ranked):
        """Return a smallest list of edits that works, or None when none was found in time."""
        self.deadline = min(self.deadline, time.monotonic() + SECONDS * self.pace)
        alone = self._first([*_together(ranked), *([edit] for edit in ranked[:ALONE])])
        if alone or not ranked:
            return alone
        if not self._passes(ranked):
            return None
        return self._smaller(ranked)

    def _smaller(self, edits):
        size = len(edits)
        while size > 1:
            size = (size + 1) // 2
            parts = [edits[n : n + size] for n in range(0, len(edits), size)]
            rests = [[e for e in edits if e not in part] for part in parts]
            kept = self._first(
                [part for part in [*parts, *rests] if part and len(part) < len(edits)]
            )
            if kept:
                edits, size = kept, len(kept)
        return edits
