"""Builds: pages of ``docs/further`` that change the finished chat, each of them on its own.

The build ``further/NAME`` has a folder of that name with the files that are new or other than in
step 3, and the page ``docs/further/NAME.md``, whose changes lead there and end with a checkpoint.
"""

from pathlib import Path

from workshop.base.steps import ROOT
from workshop.lesson.chapters import DOCS, LessonError, read_fences
from workshop.lesson.generated import read_tree

BUILDS = ROOT / "further"
# Commands and addresses on these pages are ordinary blocks, which name their tests.
KINDS = {"change", "checkpoint"}


def names():
    """Return the names of all builds, such as ``further/history``."""
    return sorted(f"{BUILDS.name}/{file.name}" for file in BUILDS.glob("*/"))


def over(tree, name):
    """Return a tree (path to text) with the files of the build ``name`` laid over it."""
    return tree | read_tree(BUILDS / Path(name).name)


def read_pages(docs=DOCS, before=()):
    """Return the blocks of each build that has a page below ``docs``: name to a list of ``Fence``.

    ``before`` are the course's blocks, whose names are taken. Raises ``LessonError``.
    """
    seen = {fence.name: fence for fence in before}
    pages = {name: Path(docs, f"{name}.md") for name in names()}
    return {name: _read_page(name, file, seen) for name, file in pages.items() if file.exists()}


def _read_page(name, file, seen):
    fences = read_fences(file.read_text(encoding="utf-8"), f"{name}.md")
    for fence in fences:
        if fence.name in seen:
            raise fence.error(f"the name is taken, see docs/{seen[fence.name].link}")
        if fence.kind not in KINDS:
            raise fence.error(f"a build has only these blocks of the lesson: {sorted(KINDS)}")
        seen[fence.name] = fence
    points = [fence.name for fence in fences if fence.kind == "checkpoint"]
    if points != [name] or fences[-1].name != name:
        raise LessonError(f"docs/{name}.md:1: its last block has to be its one checkpoint, {name}")
    return fences
