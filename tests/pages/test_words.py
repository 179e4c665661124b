"""How much there is to read before the course has its first two successes.

A word is what stands between two spaces and holds a letter or a digit, in prose and in code, as the
built pages show it: no box that is folded, no note for teachers, of several tabs the first.
Pictures and what a terminal prints are looked at, not read.
"""

import re
from html.parser import HTMLParser

import pytest

from tests.support import printed
from workshop.complete.page_rules import navigation

# Elements without an end tag.
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
SILENT = {"script", "style", "svg", "button", "details"}
# A picture's story stands in its place on a narrow screen.
SILENT_CLASSES = {"teacher", "headerlink", "scene-story", "output"}
# These say at their head that nothing depends on them.
ASIDE = {"frames.md": "Nothing in step 3 depends on it", "lab.md": "The course does not need it"}
WORD = re.compile(r"\S*\w\S*")
# The block that the reader comes to, the words before it (in hundreds, so that not every word
# counts), the limit.
SUCCESSES = [
    # The first message over a WebSocket of one's own, in 2.2.
    ("first-socket", 4300, 4500),
    # Two windows hear each other, in 3.2.
    ("group-lobby", 7900, 8000),
]


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


@pytest.mark.parametrize(("block", "today", "limit"), SUCCESSES)
def test_a_success_comes_after_so_many_words(built, block, today, limit):
    words = words_before(built, block)
    assert sum(words.values()) <= limit, words
    assert abs(sum(words.values()) - today) < 100, "Write the new figure beside the limit."


def test_what_is_aside_says_so():
    for page, words in ASIDE.items():
        assert words in printed.read(page)


def test_words_are_counted_as_a_reader_meets_them():
    page = """<p>outside</p><article><p>two words</p><p>— a</p><details><p>folded</p></details>
        <div class="admonition teacher"><p>for others</p></div><img src="x" alt="a picture"/>
        <div class="tabbed-set"><div class="tabbed-block">first</div>
        <div class="tabbed-block">second</div></div><pre>x = 1</pre>
        <p id="here">after</p></article>"""
    reading = Reading(page, "here")
    assert (reading.words, reading.found) == (6, True)
    assert Reading(page, "nowhere").words == 7
