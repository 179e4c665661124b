"""The whole course on one page, to print: an extension of Python-Markdown.

A fenced block ``handout`` lists pages below ``docs/``, one name or pattern a line. Their text takes
its place, with headings one level deeper and links as seen from the page that holds the block.
"""

import posixpath
import re

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from workshop.lesson.chapters import DOCS, LessonError

BLOCK = re.compile(r"^```handout\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"^ *```")
HEADING = re.compile(r"^#{1,5} ")
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


class _Handout(Preprocessor):
    def run(self, lines):
        def together(match):
            texts = (
                page_text(page.read_text(encoding="utf-8"), page.relative_to(DOCS).as_posix())
                for page in pages(match[1])
            )
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
