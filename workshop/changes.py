"""From an empty folder to each step: the lesson's changes, cut and applied in page order.

A ``change`` block without a body is cut from the difference between what the learner has at that
point and the step that the chapter leads to. ``at`` chooses the places whose changed lines hold
that text (several texts: ``at="one|two"``), ``until`` stops a cut before the first new line that
starts with that text. A block with a body is authored: a small difference of its own, with ``-``,
``+`` and unchanged lines, for a state that a later change replaces.
"""

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby
from operator import attrgetter

from workshop.generated import read_tree, startapp, startproject
from workshop.lesson import DOCS, Fence, read_lesson
from workshop.steps import STEPS

# The blocks of kind "run" whose commands write files, and what they write.
WRITES = {"startproject": startproject, "startapp": startapp}


@dataclass(frozen=True)
class Change:
    """What one block does to one file. ``before`` or ``after`` is None where there is no file."""

    fence: Fence
    number: int
    step: int
    path: str
    before: str | None
    after: str | None

    @property
    def name(self):
        """The block's name."""
        return self.fence.name

    def places(self):
        """Return the changed places as ``(i1, i2, j1, j2)``: line ranges of before and after."""
        return changed_places(self.before, self.after)


@dataclass(frozen=True)
class Checkpoint:
    """A state that runs: its number such as ``2.3``, the tree then, and the changes until then."""

    fence: Fence
    step: int
    tree: dict
    changes: tuple

    @property
    def name(self):
        """The number, such as ``2.3``."""
        return self.fence.name

    @property
    def title(self):
        """What the pages call it."""
        return self.fence.options["title"]


@dataclass
class Lesson:
    """The whole lesson: blocks in page order, the changes and checkpoints among them."""

    fences: list = field(default_factory=list)
    changes: list = field(default_factory=list)
    checkpoints: list = field(default_factory=list)

    def changes_of(self, name):
        """Return the changes of the block called ``name``: one for each of its files."""
        return [change for change in self.changes if change.name == name]

    def checkpoint(self, name):
        """Return the checkpoint called ``name``. Raises ``KeyError``."""
        found = {checkpoint.name: checkpoint for checkpoint in self.checkpoints}
        return found[name]


def _lines(text):
    return (text or "").splitlines(keepends=True)


def changed_places(before, after):
    """Return where two texts (or None) differ: line ranges ``(i1, i2, j1, j2)``."""
    matcher = SequenceMatcher(None, _lines(before), _lines(after), autojunk=False)
    return [place for tag, *place in matcher.get_opcodes() if tag != "equal"]


def _without_last_blanks(lines):
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines


def _until(lines, text):
    """Return the lines before the first that starts with ``text``, without last blank lines."""
    stop = next((n for n, line in enumerate(lines) if line.startswith(text)), None)
    if stop is None:
        return lines
    while stop and not lines[stop - 1].strip():
        stop -= 1
    return lines[:stop]


def cut(before, after, at=None, until=None):
    """Return ``before`` with the chosen places of its difference to ``after`` applied.

    Where no place is chosen, nothing is left of what ``at`` names: ``before`` comes back.
    """
    old, new = _lines(before), _lines(after)
    result, position = [], 0
    for i1, i2, j1, j2 in changed_places(before, after):
        place = "".join(old[i1:i2] + new[j1:j2])
        if at and not any(text in place for text in at.split("|")):
            continue
        added = _until(new[j1:j2], until) if until else new[j1:j2]
        result += old[position:i1] + added
        position = i2
    return "".join(result + old[position:])


def author(before, body):
    """Return ``before`` (or None: a new file) with an authored difference applied.

    Raises ``ValueError`` when its ``-`` and unchanged lines do not stand there exactly once.
    """
    rows = [(line[:1], line[1:]) for line in body.splitlines(keepends=True)]
    if any(sign not in "+- \n" for sign, _ in rows):
        raise ValueError("a line starts with neither '+', '-' nor a space")
    rows = [(" ", "\n") if sign == "\n" else (sign, line) for sign, line in rows]
    old = [line for sign, line in rows if sign != "+"]
    new = [line for sign, line in rows if sign != "-"]
    if not old:
        return (before or "") + "".join(new)
    lines = _lines(before)
    starts = [n for n in range(len(lines)) if lines[n : n + len(old)] == old]
    if len(starts) != 1:
        raise ValueError(f"its lines stand {len(starts)} times in the file, not once")
    return "".join(lines[: starts[0]] + new + lines[starts[0] + len(old) :])


def _after(fence, path, tree, target):
    """Return what the block makes of the file ``path``; None where it deletes it."""
    before = tree.get(path)
    if fence.body:
        return author(before, fence.body)
    if path in tree and path not in target:
        return None
    if path not in target:
        raise ValueError(f"no step has a file {path}")
    after = cut(before, target[path], fence.options.get("at"), fence.options.get("until"))
    if after == before:
        raise ValueError(f"nothing of this is left to change in {path}; was it shown before?")
    return after


def _changes(fence, step, tree, target, number):
    for path in fence.options["file"].split():
        try:
            after = _after(fence, path, tree, target)
        except ValueError as reason:
            raise fence.error(str(reason)) from None
        number += 1
        yield Change(fence, number, step, path, tree.get(path), after)


def _applied(tree, changes):
    tree = tree | {change.path: change.after for change in changes}
    return {path: text for path, text in tree.items() if text is not None}


def _left_over(tree, target):
    """Return what differs between a tree and the step it should be now, as lines of text."""
    left = []
    for path in sorted(tree.keys() | target.keys()):
        if tree.get(path) == target.get(path):
            continue
        left.append(path)
        old, new = _lines(tree.get(path)), _lines(target.get(path))
        for i1, i2, j1, j2 in changed_places(tree.get(path), target.get(path)):
            left += ["  -" + line.rstrip("\n") for line in old[i1:i2]]
            left += ["  +" + line.rstrip("\n") for line in new[j1:j2]]
    return left


def follow(fences, targets=None):
    """Follow the blocks in order and return the ``Lesson``.

    ``targets`` maps the step's number to its tree; by default the step folders are read.
    Raises ``LessonError`` for a change that cannot be made, and for one that no page shows.
    """
    targets = targets or {0: {}} | {step: read_tree(folder) for step, folder in STEPS.items()}
    lesson = Lesson(list(fences))
    tree = {}
    for step, blocks in groupby(fences, attrgetter("step")):
        for fence in blocks:
            if fence.kind == "change":
                changes = list(_changes(fence, step, tree, targets[step], len(lesson.changes)))
                lesson.changes += changes
                tree = _applied(tree, changes)
            elif fence.kind == "checkpoint":
                made = Checkpoint(fence, step, dict(tree), tuple(lesson.changes))
                lesson.checkpoints.append(made)
            elif "writes" in fence.options:
                tree = tree | WRITES[fence.options["writes"]]()
        left = _left_over(tree, targets[step])
        if left:
            raise fence.error(
                "after this last block of the step, no page shows:\n" + "\n".join(left)
            )
    return lesson


def read(docs=DOCS):
    """Read the chapters and return the ``Lesson``. Raises ``LessonError``."""
    return follow(read_lesson(docs))
