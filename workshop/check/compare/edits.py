"""Small changes to a learner's files, each of which can be tried on a copy."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

CREATE, DELETE, REPLACE, INSERT = "create", "delete", "replace", "insert"


@dataclass(frozen=True)
class Edit:
    """One change that would bring a file nearer to the lesson.

    ``first`` and ``last`` are the learner's lines that it replaces, counted from 1, ``last`` not
    included; for an insertion both are the line before which ``text`` comes. ``unit`` says what
    it is about, such as ``ChatConsumer.receive``; ``where`` narrows a long statement down to the
    line that differs. ``wrote`` and ``lesson`` are what the learner has and what the lesson has.
    """

    path: str
    kind: str
    unit: str
    first: int = 1
    last: int = 1
    text: str = ""
    wrote: str = ""
    lesson: str = ""
    where: int | None = None

    @property
    def line(self):
        """The line to show, counted from 1."""
        return self.where or self.first

    def overlaps(self, other):
        """Return whether both change the same lines of the same file."""
        if self.path != other.path:
            return False
        if CREATE in (self.kind, other.kind) or DELETE in (self.kind, other.kind):
            return True
        return self.first < other.last and other.first < self.last


def apply(tree, edits):
    """Return the tree (path to text) with edits applied; of two that overlap the first counts."""
    chosen = []
    for edit in edits:
        if not any(edit.overlaps(other) for other in chosen):
            chosen.append(edit)
    made = dict(tree)

    def place(pair):
        number, edit = pair
        return edit.first, edit.last, not edit.unit.startswith("import "), number

    # From the last line to the first, so that line numbers stay true; of insertions before the
    # same line imports come first, then the first one.
    for _, edit in sorted(enumerate(chosen), key=place, reverse=True):
        if edit.kind == DELETE:
            made.pop(edit.path, None)
        elif edit.kind == CREATE:
            made[edit.path] = edit.text
        else:
            lines = made[edit.path].splitlines(keepends=True)
            if lines and not lines[-1].endswith("\n"):
                lines[-1] += "\n"
            lines[edit.first - 1 : edit.last - 1] = edit.text.splitlines(keepends=True)
            made[edit.path] = "".join(lines)
    return made


def slip(wrote, lesson):
    """Return only the words and signs in which two texts differ: ``recieve -> receive``."""
    words = [re.findall(r"\w+|[^\w\s]", text) for text in (wrote, lesson)]
    matcher = SequenceMatcher(None, *words, autojunk=False)
    places = [place for tag, *place in matcher.get_opcodes() if tag != "equal"]
    mine = " ".join(" ".join(words[0][i1:i2]) for i1, i2, _, _ in places)
    theirs = " ".join(" ".join(words[1][j1:j2]) for _, _, j1, j2 in places)
    return f"{mine} -> {theirs}"
