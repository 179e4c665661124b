"""Figures on the pages that go further: measured by a command, computed here, or not there."""

import re

import pytest

from tests.steps.nothing_lost.test_nothing_lost import LOADS
from tests.support import printed
from workshop.lesson.chapters import DOCS
from workshop.load import find

VANISH = "further/vanish.md"
FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
FIGURE = re.compile(r"\d[\d.,]*\s?(?:%|(?:ms|µs|s|KB|MB)\b)")
CAPACITY = 100
MEMBERS, LETTERS, BYTES_EACH, WIDE = 30, 1_000, 300, 10_000


def law(people, each):
    """Return the share (0 to 1) that is lost when everybody sends so many at once."""
    sent = people * each
    return max(0, sent - CAPACITY - each) / sent


def lost():
    """Return the page's rows: people, messages of each, what it says is lost."""
    for row in printed.table(VANISH, "people × messages, at once"):
        people, each = map(int, row[0].split(" × "))
        yield people, each, row[1]


def test_what_is_lost_is_what_the_law_computes():
    for people, each, told in lost():
        assert told == f"{law(people, each):.0%}".replace("%", " %")


def test_the_loads_of_the_page_are_those_that_are_tried():
    rows = printed.table(VANISH, "| | deliveries |")
    told = [
        [int(number) for number in re.findall(r"[\d,]+", row[0].replace(",", ""))] for row in rows
    ]
    tried = [
        [number for number in (load.senders, load.messages, load.listeners) if number]
        for load in LOADS
    ]
    assert told == tried
    assert [row[1] for row in rows] == [f"{load.deliveries:,}" for load in LOADS]


memory = f"{WIDE * (LETTERS + MEMBERS * BYTES_EACH) / 1e6:.0f} MB"
ALLOWED = {
    "measured.md": [f"{find.LIMIT * 1000:.0f} ms"],
    # The last two are Redis's own; tests/pages/test_vanish.py asks it.
    "vanish.md": [*(told for _, _, told in lost()), memory, "32 MB", "8 MB"],
}


@pytest.mark.parametrize("page", sorted(DOCS.glob("further/*.md")), ids=lambda page: page.name)
def test_the_prose_has_no_measured_figure(page):
    prose = FENCED.sub("", page.read_text(encoding="utf-8"))
    assert FIGURE.findall(prose) == ALLOWED.get(page.name, [])
