"""The whole course on one page, to print: an extension of Python-Markdown.

A fenced block ``handout`` lists pages below ``docs/``, one name or pattern a line. Their text takes
its place, with headings one level deeper and links as seen from the page that holds the block. A
block ``handout short`` takes only what one looks up: headings, code, tables, checkpoints.
"""

import posixpath
import re

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from workshop.lesson.chapters import DOCS, LessonError

BLOCK = re.compile(r"^```handout( short)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"^ *```")
HEADING = re.compile(r"^#{1,5} ")
TAB = re.compile(r'^=== "')
# What the short edition leaves out of the blocks: what is there to watch, not to look up.
TO_WATCH = re.compile(r"^ *```(scene|wire|measured|visit|trouble)\b")
LINK = re.compile(r"\]\((?![a-z]+:|/)([^)\s]*)")
META = re.compile(r"\A---\n.*?^---\n", re.MULTILINE | re.DOTALL)
# Before the blocks of pymdownx.superfences are taken out of the text, at 25.
PRIORITY = 35


def pages(patterns):
    """Return the pages (``Path``) that the lines of a block name, in their order.

    Raises ``LessonError`` for a line that names none.
    """
    found = {}
    for pattern in patterns.split():
        matches = sorted(DOCS.glob(pattern))
        if not matches:
            raise LessonError(f"handout: there is no page {pattern}")
        found.update(dict.fromkeys(matches))
    return list(found)


def page_text(text, page):
    """Return a page's text for a place on another page; ``page`` is its path below ``docs/``."""

    def link(match):
        if match[1].startswith("#"):
            return f"]({page}{match[1]}"
        return "](" + posixpath.normpath(posixpath.join(posixpath.dirname(page), match[1]))

    lines, inside = [], False
    for line in META.sub("", text).splitlines():
        inside ^= bool(FENCE.match(line))
        if not inside:
            line = LINK.sub(link, "#" + line if HEADING.match(line) else line)
        lines.append(line)
    return "\n".join(lines)


def short_text(text):
    """Return what of a page stands in the short edition: headings, code, tables, checkpoints."""
    kept, tab = [], ""
    for kind, lines in _pieces(META.sub("", text).splitlines()):
        if kind == "tab":
            tab = lines[0]
        elif kind == "fence" and not TO_WATCH.match(lines[0]):
            depth = len(lines[0]) - len(lines[0].lstrip())
            if depth and tab:
                # A block for one system stays in its tab.
                kept += [tab, "", *lines, ""]
            else:
                kept += [line[depth:] for line in lines] + [""]
            tab = ""
        elif kind in ("heading", "table"):
            kept += [*lines, ""]
    return "\n".join(_without_empty_headings(kept))


def _pieces(lines):
    """Yield the kind of each piece of a page, and its lines."""
    position = 0
    while position < len(lines):
        start, line = position, lines[position]
        position += 1
        if FENCE.match(line):
            while not FENCE.match(lines[position]):
                position += 1
            position += 1
            yield "fence", lines[start:position]
        elif line.startswith("|"):
            while position < len(lines) and lines[position].startswith(("|", "{")):
                position += 1
            yield "table", lines[start:position]
        elif HEADING.match(line):
            yield "heading", [line]
        else:
            yield ("tab" if TAB.match(line) else "prose"), [line]


def _without_empty_headings(lines):
    """Return lines without the headings below which nothing is left, but with those of chapters."""
    kept, inside, below, following = [], False, False, 0
    for line in reversed(lines):
        inside ^= bool(FENCE.match(line))
        if not inside and HEADING.match(line):
            level = len(line) - len(line.lstrip("#"))
            # What stands below may be a section of its own.
            if below or following > level or level == 1:
                kept.append(line)
                following = level
            below = False
            continue
        below = below or bool(line)
        kept.append(line)
    return reversed(kept)


class _Handout(Preprocessor):
    def run(self, lines):
        def together(match):
            texts = []
            for page in pages(match[2]):
                text = page.read_text(encoding="utf-8")
                text = short_text(text) if match[1] else text
                texts.append(page_text(text, page.relative_to(DOCS).as_posix()))
            return "\n\n".join(texts)

        return BLOCK.sub(together, "\n".join(lines)).split("\n")


class HandoutExtension(Extension):
    """Python-Markdown's way to add the preprocessor."""

    def extendMarkdown(self, md):
        """Add it to ``md``, a ``markdown.Markdown``."""
        md.preprocessors.register(_Handout(md), "handout", PRIORITY)


def makeExtension(**options):
    """Return the extension; Python-Markdown asks for this name."""
    return HandoutExtension(**options)
