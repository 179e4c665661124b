"""How much there is to read before the course has its first two successes.

A word is what stands between two spaces and holds a letter or a digit, in prose and in code, as the
built pages show it: no box that is folded, no note for teachers, of several tabs the first.
Pictures and what a terminal prints are looked at, not read.
"""

import re
from html.parser import HTMLParser

import pytest

from workshop.complete.page_rules import navigation

# Elements without an end tag.
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
SILENT = {"script", "style", "svg", "button", "details"}
# A picture's story stands in its place on a narrow screen.
SILENT_CLASSES = {"teacher", "headerlink", "scene-story", "output"}
# These say at their head that nothing depends on them.
ASIDE = {"frames.md"}
WORD = re.compile(r"\S*\w\S*")
# The block that ends the reading, the most words before it, and how many there were last time.
FIRST_MESSAGE = ("first-socket", 4500, 4673)
TWO_WINDOWS = ("group-lobby", 8000, 9302)


class Reading(HTMLParser):
    """The words of one built page, up to the element with the id ``until`` if it is there."""

    def __init__(self, html, until):
        super().__init__()
        self.until, self.words, self.found = until, 0, False
        self._open, self._silent, self._article, self._tabs = [], 0, 0, 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        found = {key: value or "" for key, value in attributes}
        classes = found.get("class", "").split()
        self.found |= found.get("id") == self.until
        if tag in VOID:
            return
        if "tabbed-set" in classes:
            self._tabs = 0
        self._tabs += "tabbed-block" in classes
        silent = tag in SILENT or not SILENT_CLASSES.isdisjoint(classes)
        silent |= "tabbed-block" in classes and self._tabs > 1
        article = tag == "article"
        self._open.append((tag, silent, article))
        self._silent += silent
        self._article += article

    def handle_endtag(self, tag):
        while self._open and tag not in VOID:
            name, silent, article = self._open.pop()
            self._silent -= silent
            self._article -= article
            if name == tag:
                return

    def handle_data(self, data):
        if self._article and not self._silent and not self.found:
            self.words += len(WORD.findall(data))


def words_before(built, block):
    """Return how many words there are in the pages before a block, in the menu's order, by page."""
    words = {}
    for page in navigation():
        if page in ASIDE:
            continue
        html = (built / page).with_suffix(".html").read_text(encoding="utf-8")
        reading = Reading(html, block)
        words[page] = reading.words
        if reading.found:
            return words
    raise AssertionError(f"no page has the block {block}")


@pytest.mark.parametrize(("block", "most", "today"), [FIRST_MESSAGE, TWO_WINDOWS])
def test_success_comes_before_so_many_words(built, block, most, today):
    words = words_before(built, block)
    assert sum(words.values()) <= most, words
