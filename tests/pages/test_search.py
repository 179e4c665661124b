"""The site's own search: a pasted last line, and what people type, lead to the place that helps."""

import re

import pytest

from tests.support.quick import chosen
from workshop.check.explain.catalogue import catalogue
from workshop.pages.trouble import last_line, shared_lines
from workshop.recordings.symptoms import recorded

FIRST = 3
LINKS = "all => all.map(one => one.getAttribute('href'))"
FOUND = ".md-search-result__link"
TYPED = {
    "page has no colours": "static-files-without-debug",
    "took too long to shut down": "websocket-disconnect-overridden",
    "/ws/undefined/": "js-address-undefined",
    "isort": "asgi-import-order",
    "redis.exceptions.TimeoutError: Timeout reading from redis:6379": "timeout-reading",
    "1011 every five seconds": "timeout-reading",
    "RuntimeError: Event loop is closed": "event-loop-is-closed",
    "sqlite3.OperationalError: database table is locked: auth_user": "table-is-locked",
    "AttributeError: Can't pickle local object": "cannot-pickle",
}
LINES = {}
for name, seen in recorded().items():
    if last_line(seen):
        LINES.setdefault(last_line(seen), set()).add(name)
QUICK = sorted(LINES)[::24]


@pytest.fixture(scope="module")
def ask(built, browser):
    """Yield the function that types into the search and returns the anchors of what it finds."""
    page = browser.new_page()
    page.goto((built / "index.html").as_uri())
    page.keyboard.press("/")
    field = page.locator("input[name=query]")

    def typed(text):
        before = page.locator(".md-search-result__list").inner_html()
        field.fill(text)
        field.press("End")
        page.wait_for_function(
            "before => document.querySelector('.md-search-result__list').innerHTML !== before",
            arg=before,
        )
        links = page.eval_on_selector_all(FOUND, LINKS)
        anchors = [link.partition("#")[2].removesuffix("-line") for link in links]
        return [*dict.fromkeys(filter(None, anchors))], links

    yield typed
    page.close()


@pytest.mark.parametrize("line", chosen(LINES, lambda line: line in QUICK, one_in=3), ids=ascii)
def test_a_pasted_last_line_finds_its_mistake_among_the_first(ask, line):
    anchors = ask(line)[0][:FIRST]
    shared = line in shared_lines() and any("shared-line" in one for one in anchors)
    assert LINES[line] & set(anchors) or shared, anchors


@pytest.mark.parametrize("text", TYPED)
def test_what_people_type_finds_its_mistake(ask, text):
    assert TYPED[text] in ask(text)[0][:FIRST]


def test_a_word_before_a_colon_is_searched_for(ask):
    anchors, _ = ask("ValueError: No route found for path")
    assert anchors and all(re.search("Error", _title(one)) for one in anchors[:1])


def _title(anchor):
    return catalogue()[anchor].title if anchor in catalogue() else "ValueError"


def test_notes_for_teachers_are_not_found(ask, built):
    notes = re.findall(
        r'class="admonition teacher"[^>]*>\s*<p class="admonition-title">.*?</p>\s*<p>(.{40})',
        (built / "step2" / "2-consumer.html").read_text(encoding="utf-8"),
    )
    assert notes
    index = (built / "search" / "search_index.js").read_text(encoding="utf-8")
    assert not [note for note in notes if note in index]
