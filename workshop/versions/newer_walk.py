"""The chapters followed with newer packages: changes are made where they fit, and notes are kept.

A learner with a newer Django has other generated files, and makes the same changes to them.
"""

from difflib import SequenceMatcher
from pathlib import Path

from workshop.lesson.generated import read_tree
from workshop.lesson.text_differences import changed_places, lines_of
from workshop.recordings.terminal import TerminalError
from workshop.recordings.walk import Walk


def carried(before, after, there):
    """Return the text ``there`` with the change from ``before`` to ``after`` made in it.

    Raises ``ValueError`` where the lines to change, or the place between them, are not there.
    """
    old, new, mine = lines_of(before), lines_of(after), lines_of(there)
    matcher = SequenceMatcher(None, old, mine, autojunk=False)
    at = {}
    for block in matcher.get_matching_blocks():
        at.update({block.a + n: block.b + n for n in range(block.size)})
    result, position = [], 0
    for i1, i2, j1, j2 in changed_places(before, after):
        start, end = _where(at, old, i1, i2, len(mine))
        if start is None or start < position:
            raise ValueError("".join(old[i1:i2] or new[j1:j2]).strip())
        result += mine[position:start] + new[j1:j2]
        position = end
    return "".join(result + mine[position:])


def _where(at, old, i1, i2, length):
    """Return the range of a place in the other file, or (None, None)."""
    if i1 < i2:
        lines = [at.get(n) for n in range(i1, i2)]
        whole = None not in lines and lines == list(range(lines[0], lines[0] + len(lines)))
        return (lines[0], lines[-1] + 1) if whole else (None, None)
    if i1 and i1 - 1 in at:
        return at[i1 - 1] + 1, at[i1 - 1] + 1
    if i1 in at:
        return at[i1], at[i1]
    return (length, length) if i1 == len(old) else (None, None)


class NewerWalk(Walk):
    """A ``Walk`` that goes on where the page and the newer packages disagree.

    ``notes`` is a list of what disagreed, each a dict of ``where`` (the block's address below
    ``docs/``) and ``what`` (a sentence). ``requirements`` is the text of the learner's file.
    """

    def __init__(self, lesson, folder, python, requirements):
        super().__init__(lesson, folder, python)
        Path(folder, "requirements.txt").write_text(requirements, encoding="utf-8", newline="\n")
        self.notes = []
        for kind in ("run", "visit", "console", "checkpoint"):
            setattr(self, f"_{kind}", self._noting(getattr(self, f"_{kind}")))

    def _noting(self, act):
        def noted(fence):
            try:
                act(fence)
            except TerminalError as error:
                first, *_ = str(error).removeprefix(f"docs/{fence.link}: ").splitlines()
                self.note(fence, first)

        return noted

    def note(self, fence, what):
        """Keep a note of what disagreed."""
        self.notes.append({"where": fence.link, "what": what})

    def _change(self, fence):
        for change in self.lesson.changes_of(fence.name):
            file = self.terminal.folder / change.path
            there = file.read_text(encoding="utf-8") if file.exists() else None
            text = change.after
            if there != change.before and text is not None:
                try:
                    text = carried(change.before, change.after, there)
                except ValueError as place:
                    self.note(fence, f"{change.path} has no place for: {place}")
                    continue
            if text is None:
                file.unlink(missing_ok=True)
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        self.edited = True

    def _same_tree(self, checkpoint):
        # Its generated files are others; what they are is told on its own.
        return True

    def tree(self):
        """Return the files as they are now."""
        return read_tree(self.terminal.folder)
