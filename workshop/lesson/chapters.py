"""The lesson as the chapters tell it: their fenced blocks, in the order of the pages.

A chapter is a Markdown file. Blocks of these kinds are facts, which tests prove and pages show:

    change       lines of a file that become others, or a file that is written or deleted
    run          commands in the terminal, and what they print
    visit        an address in the browser, and what is on the page
    console      lines for the browser's console, and what they print
    checkpoint   a state that runs: what works now and what does not

Every block has a name, used once: its anchor on the page. ``CONTRIBUTING.md`` lists the options.
"""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from workshop.base.problems import Problem
from workshop.base.steps import ROOT

DOCS = ROOT / "docs"
# The lab's files among the pages: built by workshop/lab, not kept in Git.
LAB = DOCS / "assets" / "lab"
KINDS = ("change", "run", "visit", "console", "checkpoint")
OPENING = re.compile(rf"^( *)```({'|'.join(KINDS)})\b(.*)$")


class LessonError(Problem):
    """A chapter that does not add up; the text starts with its file and line."""


@dataclass(frozen=True)
class Fence:
    """One fenced block: its kind, options and body, and where it stands."""

    kind: str
    options: dict
    body: str
    page: str
    """The chapter's path below ``docs/``, with ``/``."""
    line: int
    """The opening line, counted from 1."""

    @property
    def name(self):
        """The block's name, its anchor on the page."""
        return self.options["name"]

    @property
    def step(self):
        """The number of the step its chapter leads to; 0 before the first."""
        return int(self.page[4]) if self.page.startswith("step") else 0

    @property
    def link(self):
        """The block's address below ``docs/``."""
        return f"{self.page}#{self.name}"

    def error(self, text):
        """Return a ``LessonError`` that names this block."""
        return LessonError(f"docs/{self.page}:{self.line}: {self.kind} {self.options}: {text}")


def chapters(docs=DOCS):
    """Return the chapters in reading order: ``before.md``, ``step1/*.md``, ``step2/*.md``, ..."""
    return [Path(docs) / "before.md", *sorted(Path(docs).glob("step*/*.md"))]


def read_fences(text, page):
    """Return the ``Fence`` objects of one chapter's text.

    Raises ``LessonError`` for a block that is not closed or has no name.
    """
    fences = []
    lines = text.splitlines()
    position = 0
    while position < len(lines):
        opening = OPENING.match(lines[position])
        position += 1
        if not opening:
            continue
        start = position
        while position < len(lines) and lines[position].strip() != "```":
            position += 1
        if position == len(lines):
            raise LessonError(f"docs/{page}:{start}: this block is never closed")
        options = dict(word.split("=", 1) for word in shlex.split(opening[3]))
        body = "".join(line.removeprefix(opening[1]) + "\n" for line in lines[start:position])
        fences.append(Fence(opening[2], options, body, page, start))
        if "name" not in options:
            raise fences[-1].error("this block has no name")
        position += 1
    return fences


def read_lesson(docs=DOCS):
    """Return all fences of all chapters in reading order; names are unique.

    Raises ``LessonError``.
    """
    fences = []
    seen = {}
    for chapter in chapters(docs):
        page = chapter.relative_to(docs).as_posix()
        for fence in read_fences(chapter.read_text(encoding="utf-8"), page):
            if fence.name in seen:
                raise fence.error(f"the name is taken, see docs/{seen[fence.name].link}")
            seen[fence.name] = fence
            fences.append(fence)
    return fences
