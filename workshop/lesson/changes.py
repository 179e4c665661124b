"""From an empty folder to each step: the lesson's changes, cut and applied in page order.

A ``change`` block without a body is cut from the difference between what the learner has at that
point and the step that the chapter leads to. ``at`` chooses the places whose changed lines hold
that text (several texts: ``at="one|two"``), ``until`` stops a cut before the first new line that
starts with that text. A block with a body is authored: a small difference of its own, with ``-``,
``+`` and unchanged lines, for a state that a later change replaces.

A cut says in ``lines`` how many lines it adds and removes, such as ``+3 -1``: it would swallow what
an earlier block of the same file no longer shows.
"""

from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from workshop.base.steps import STEPS
from workshop.lesson import builds
from workshop.lesson.chapters import DOCS, Fence, read_lesson
from workshop.lesson.generated import read_tree, startapp, startproject
from workshop.lesson.text_differences import author, changed_places, cut, lines_of

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
    trees: dict = field(default_factory=dict)
    """The name of each block that writes or changes files to the tree after it, in page order."""
    builds: dict = field(default_factory=dict)
    """A build's name, such as ``further/history``, to the ``Lesson`` that goes on with it."""

    def changes_of(self, name):
        """Return the changes of the block called ``name``: one for each of its files."""
        return [change for change in self.changes if change.name == name]

    def checkpoint(self, name):
        """Return the checkpoint called ``name``, of a build too. Raises ``KeyError``."""
        found = {checkpoint.name: checkpoint for checkpoint in [*self.checkpoints, *self.built()]}
        return found[name]

    def built(self):
        """Return the checkpoints of the builds: none of them is a part of the course."""
        return [made.checkpoints[-1] for made in self.builds.values()]

    def way_to(self, name):
        """Return the ``Lesson`` in which a block called ``name`` stands: this, or one with a build.

        A name that no build has is looked for here.
        """
        ways = (made for made in self.builds.values() if name in {it.name for it in made.fences})
        here = name in {fence.name for fence in self.fences}
        return self if here else next(ways, self)


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


def counted(changes):
    """Return how many lines all of some changes add and remove, such as ``+3 -1``."""
    places = [place for change in changes for place in change.places()]
    added, removed = (sum(place[n + 1] - place[n] for place in places) for n in (2, 0))
    return f"+{added} -{removed}"


def _changes(fence, step, tree, target, number):
    made = []
    for path in fence.options["file"].split():
        try:
            after = _after(fence, path, tree, target)
        except ValueError as reason:
            raise fence.error(str(reason)) from None
        made.append(Change(fence, number + len(made) + 1, step, path, tree.get(path), after))
    if not fence.body and fence.options.get("lines") != counted(made):
        raise fence.error(
            f'this cuts lines="{counted(made)}" of {fence.options["file"]}; if the page said '
            "something else before, another change of the same file is lost"
        )
    return made


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
        old, new = lines_of(tree.get(path)), lines_of(target.get(path))
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
        tree = _go_on(lesson, blocks, step, tree, targets[step])
    return lesson


def _go_on(lesson, fences, step, tree, target):
    """Follow the blocks from a tree to ``target``; add them, and return the tree there."""
    for fence in fences:
        if fence.kind == "change":
            changes = _changes(fence, step, tree, target, len(lesson.changes))
            lesson.changes += changes
            tree = lesson.trees[fence.name] = _applied(tree, changes)
        elif fence.kind == "checkpoint":
            made = Checkpoint(fence, step, dict(tree), tuple(lesson.changes))
            lesson.checkpoints.append(made)
        elif "writes" in fence.options:
            tree = lesson.trees[fence.name] = tree | WRITES[fence.options["writes"]]()
    left = _left_over(tree, target)
    if left:
        raise fence.error(
            "after this last block of the step, no page shows:\n"
            + "\n".join(left)
            + "\nIs the pinned Django installed? Another one writes other files."
        )
    return tree


def _with_build(lesson, fences, target):
    """Return the ``Lesson`` that goes on from the end of ``lesson`` with a build's blocks."""
    made = Lesson([*lesson.fences, *fences], [*lesson.changes], [*lesson.checkpoints])
    made.trees, made.builds = dict(lesson.trees), lesson.builds
    last = lesson.checkpoints[-1]
    _go_on(made, fences, last.step, last.tree, target)
    return made


def read(docs=DOCS):
    """Read the chapters and the builds and return the ``Lesson``. Raises ``LessonError``."""
    lesson = follow(read_lesson(docs))
    for name, fences in builds.read_pages(docs, lesson.fences).items():
        target = builds.over(lesson.checkpoints[-1].tree, name)
        lesson.builds[name] = _with_build(lesson, fences, target)
    return lesson
