"""What the chapters' blocks print, kept for the pages: where, and of which blocks."""

from workshop.lesson.chapters import DOCS
from workshop.recordings.normalise import presentable

RECORDINGS = DOCS / "recordings"


def is_shown(fence):
    """Return whether a page shows what this block prints, and not only a word of it."""
    return fence.kind == "console" or (fence.kind == "run" and "says" not in fence.options)


def file_of(fence):
    """Return the file (``Path``) with what a block prints."""
    return RECORDINGS / f"{fence.name}.txt"


def keep(fences, printed):
    """Write what the shown ones of these blocks printed: ``printed`` is a dict of name to text."""
    RECORDINGS.mkdir(exist_ok=True)
    for fence in fences:
        if is_shown(fence) and fence.name in printed:
            text = presentable(printed[fence.name])
            file_of(fence).write_text(text, encoding="utf-8", newline="\n")
