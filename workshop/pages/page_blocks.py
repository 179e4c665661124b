"""The fenced blocks of a page, as its source has them."""

import re
from dataclasses import dataclass
from textwrap import dedent

from workshop.lesson.chapters import DOCS

# A fenced block: its language, what stands behind it, and its lines.
BLOCK = re.compile(
    r"^(?P<indent> *)```(?P<language>\w+)(?P<options>[^\n]*)\n(?P<text>.*?)^(?P=indent)```$",
    re.M | re.S,
)
OPENING = re.compile(r"^ *```\w", re.M)
OPTION = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True)
class Block:
    """A fenced block of a page: its language, its options and its text without indentation."""

    page: str
    language: str
    options: dict
    text: str
    line: int
    """The opening line, counted from 1."""


def read(page):
    """Return the text of a page; ``page`` is its path below ``docs/``."""
    return (DOCS / page).read_text(encoding="utf-8")


def blocks(page):
    """Return all blocks of a page, in their order."""
    text = read(page)
    return [
        Block(
            page,
            found["language"],
            dict(OPTION.findall(found["options"])),
            dedent(found["text"]),
            text.count("\n", 0, found.start()) + 1,
        )
        for found in BLOCK.finditer(text)
    ]


def opened(page):
    """Return how many blocks a page opens, whether they are closed or not."""
    return len(OPENING.findall(read(page)))
