"""The mistakes that people make: one small file each, made for real by a test.

An entry is ``mistakes/<id>.toml``. Its changes make the mistake on a checkpoint; what
then differs from the lesson is its fingerprint, by which a learner's own mistake is known.
"""

import functools
import re
import tomllib
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from workshop.check.compare.edits import CREATE
from workshop.check.compare.python_file import likeness
from workshop.check.compare.trees import compare_trees

FOLDER = Path(__file__).resolve().parent.parent / "mistakes"
# How a mistake shows itself: the four ways in, for who looks for it by its symptom.
SEEN = ("terminal", "browser", "console", "silence")
ALIKE = 0.75


@dataclass(frozen=True)
class Mistake:
    """One entry of the catalogue; texts are for people, in Markdown."""

    id: str
    title: str
    """What a person sees, in their words."""
    seen: str
    """Where they see it: one of ``SEEN``."""
    at: str
    """The checkpoint on which it is made."""
    why: str
    """What is really the matter, in one or two sentences."""
    fix: str
    """What to do."""
    apart: str = ""
    """How to tell it from mistakes that look alike."""
    changes: tuple = ()
    """What makes it: dicts of ``file`` and ``old``, ``new``, ``create``, ``delete``, ``rename``."""
    known: tuple = ()
    """What a collection of real mistakes calls it."""
    proven: bool = True
    """Whether a change of the project's files cures it."""


class CatalogueError(Exception):
    """An entry that cannot be read or made; the text names it."""


def read(file):
    """Return the ``Mistake`` in a file. Raises ``CatalogueError``."""
    file = Path(file)
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        changes = tuple(data.pop("change", ()))
        made = Mistake(id=file.stem, changes=changes, **data)
    except (TypeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{file.name}: {error}") from None
    if made.seen not in SEEN:
        raise CatalogueError(f"{file.name}: seen is {made.seen}, not one of {', '.join(SEEN)}")
    return made


@functools.cache
def catalogue(folder=FOLDER):
    """Return all mistakes, by their ``id``."""
    return {file.stem: read(file) for file in sorted(Path(folder).glob("*.toml"))}


def make(mistake, tree):
    """Return the tree (path to text) with the mistake in it. Raises ``CatalogueError``."""
    made = dict(tree)
    for change in mistake.changes:
        path = change["file"]
        if "create" in change:
            made[path] = change["create"]
        elif "rename" in change:
            made[change["rename"]] = made.pop(path)
        elif change.get("delete"):
            del made[path]
        else:
            if change["old"] not in made.get(path, ""):
                raise CatalogueError(f"{mistake.id}: {path} has no {change['old']!r}")
            made[path] = made[path].replace(change["old"], change["new"])
    return made


def slip(wrote, lesson):
    """Return only the words and signs in which two texts differ: ``recieve -> receive``."""
    words = [re.findall(r"\w+|[^\w\s]", text) for text in (wrote, lesson)]
    matcher = SequenceMatcher(None, *words, autojunk=False)
    places = [place for tag, *place in matcher.get_opcodes() if tag != "equal"]
    mine = " ".join(" ".join(words[0][i1:i2]) for i1, i2, _, _ in places)
    theirs = " ".join(" ".join(words[1][j1:j2]) for _, _, j1, j2 in places)
    return f"{mine} -> {theirs}"


def fingerprint(edits):
    """Return what a mistake is known by: file, unit, kind, and the words that differ."""
    return {
        (
            edit.path,
            edit.unit.split(".")[-1],
            edit.kind,
            f"{edit.wrote} -> {edit.path}"
            if edit.kind == CREATE
            else slip(edit.wrote, edit.lesson),
        )
        for edit in edits
    }


def recognise(edits, differences, lesson):
    """Return the ``Mistake`` that some edits undo, or None when the catalogue has none like it.

    ``differences`` are all edits that lead from the project to the lesson: of several mistakes
    that the same edits would undo, the one that explains most of them is meant.
    """
    cure, all_of_it = fingerprint(edits), fingerprint(differences)
    files = {path for path, *_ in cure}
    best, score = None, 0.0
    for mistake in catalogue().values():
        touched = {change.get("rename", change["file"]) for change in mistake.changes}
        touched |= {change["file"] for change in mistake.changes}
        if not files & touched:
            continue
        undone = _undone(mistake, lesson)
        known = fingerprint(undone)
        if max((_nearest(mark, cure) for mark in known), default=0.0) < ALIKE:
            continue
        near = [_nearest(mark, all_of_it) for mark in known]
        alike = max(likeness(one.wrote, edit.wrote) for one in undone for edit in edits)
        found = sum(near) / len(near) + len(near) / 100 + alike / 1000
        if found > score:
            best, score = mistake, found
    return best


def _undone(mistake, lesson):
    """Return the edits that undo a mistake where it was made."""
    tree = lesson.checkpoint(mistake.at).tree
    try:
        return compare_trees(make(mistake, tree), tree)
    except CatalogueError:
        # A test finds such an entry; a learner's check goes on without it.
        return []


def _nearest(mark, others):
    """Return how alike a mark of a fingerprint and the likest of others are, from 0 to 1."""
    *place, text = mark
    texts = [other[3] for other in others if list(other[:3]) == place]
    return max((likeness(text, other) for other in texts), default=0.0)
