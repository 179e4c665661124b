"""What the chapters' blocks print, kept for the pages: where, and of which blocks."""

from workshop.lesson.chapters import DOCS

RECORDINGS = DOCS / "recordings"


def is_shown(fence):
    """Return whether a page shows what this block prints, and not only a word of it."""
    return fence.kind == "console" or (fence.kind == "run" and "says" not in fence.options)


def file_of(fence):
    """Return the file (``Path``) with what a block prints."""
    return RECORDINGS / f"{fence.name}.txt"
