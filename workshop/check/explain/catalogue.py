"""The mistakes that people make: one small file each, made for real by a test.

An entry is ``mistakes/<id>.toml``. Its changes make the mistake on a checkpoint; what
then differs from the lesson is its fingerprint, by which a learner's own mistake is known.
"""

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from workshop.check.compare.compare_files import compare_trees
from workshop.check.compare.edits import CREATE, slip
from workshop.check.compare.python_file import likeness

FOLDER = Path(__file__).resolve().parent.parent / "mistakes"
# How a mistake shows itself: the four ways in, for who looks for it by its symptom.
SEEN = ("terminal", "browser", "console", "silence")
ALIKE = 0.75
# A title that begins with the name of an error tells what has to be seen.
ERROR = re.compile(r"[A-Z]\w+(?:Error|Exception|Operation|Reverse|DoesNotExist|Handshake)\b")
# How alike what was written has to be, by its words.
LIKE = 0.3


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
    written: tuple = ()
    """Patterns that must all stand in what the learner wrote at the places that differ."""
    shows: tuple = ()
    """Patterns that must all stand in the terminal, or in what a client sees."""
    also: tuple = ()
    """Other words for the same, of other versions or programs, by which people look for it."""


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


def recognise(finding, lesson):
    """Return the ``Mistake`` that a finding's edits undo, or None: the catalogue has none like it.

    Every edit of the cure has to be one of the mistake's, what they wrote has to be like what the
    mistake is, and what the entry says must be written or seen has to be there. Of several such,
    the one that explains most of all differences is meant.
    """
    cure, all_of_it = fingerprint(finding.edits), fingerprint(finding.differences)
    files = {path for path, *_ in cure}
    best, score = None, 0.0
    points = {point.name for point in lesson.checkpoints}
    # Those of a build are made on that build only.
    for mistake in (one for one in catalogue().values() if one.at in points):
        touched = {change.get("rename", change["file"]) for change in mistake.changes}
        touched |= {change["file"] for change in mistake.changes}
        if not files <= touched or not _evident(mistake, finding):
            continue
        undone = _undone(mistake, lesson)
        known = fingerprint(undone)
        if min((_nearest(mark, known) for mark in cure), default=0.0) < ALIKE:
            continue
        near = [_nearest(mark, all_of_it) for mark in known]
        if sum(near) / len(near) < ALIKE or not all(_like(edit, undone) for edit in finding.edits):
            continue
        alike = max(likeness(one.wrote, edit.wrote) for one in undone for edit in finding.edits)
        found = sum(near) / len(near) + len(near) / 100 + alike / 1000
        if found > score:
            best, score = mistake, found
    return best


def _like(edit, undone):
    """Return whether what somebody wrote is like what the mistake has at that place."""
    there = [one for one in undone if (one.path, one.kind) == (edit.path, edit.kind)]
    if edit.kind == CREATE or not edit.wrote:
        return bool(there)
    return any(likeness(one.wrote.split(), edit.wrote.split()) >= LIKE for one in there)


def _evident(mistake, finding):
    """Return whether all that an entry asks for was written, and was seen."""
    written = "\n".join(edit.wrote for edit in (*finding.edits, *finding.differences))
    seen = f"{finding.output}\n{getattr(finding.observation, 'happened', '')}"
    error = ERROR.match(mistake.title)
    return (
        (not error or error[0] in seen)
        and all(re.search(one, written) for one in mistake.written)
        and all(re.search(one, seen) for one in mistake.shows)
    )


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
