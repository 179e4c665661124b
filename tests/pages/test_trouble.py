"""The pages for when it goes wrong: every mistake is there, under what was seen, and is found."""

import re
from html import unescape

import pytest

from tests.support.pages import read_pages
from workshop.check.explain.catalogue import SEEN, catalogue
from workshop.recordings.symptoms import recorded

ALIKE = re.compile(r"<p>(\d+) mistakes look like this\. (.*?):</p>\s*<ul>(.*?)</ul>", re.S)
PASTED = (
    "AttributeError: 'NoneType' object has no attribute 'group_add'",
    "ValueError: No route found for path 'ws/echo/'.",
    "TypeError: Cannot read properties of undefined (reading 'readyState')",
)


@pytest.fixture(scope="module")
def pages(built):
    return read_pages(built)


@pytest.mark.parametrize("where", SEEN)
def test_each_mistake_stands_where_it_shows(pages, where):
    here = {name for name, mistake in catalogue().items() if mistake.seen == where}
    ids = set(pages[f"trouble/{where}.html"].ids)
    assert here <= ids
    assert not (catalogue().keys() - here) & ids
    links = {link for link in pages["trouble/index.html"].links if f"{where}.html#" in link}
    assert {f"{where}.html#{name}" for name in here} <= links


@pytest.mark.parametrize("where", SEEN)
def test_each_mistake_stands_in_the_table_of_contents(built, where):
    html = (built / "trouble" / f"{where}.html").read_text(encoding="utf-8")
    contents = re.search(r'<nav class="md-nav md-nav--secondary".*?</nav>\s*</div>', html, re.S)[0]
    for name, mistake in catalogue().items():
        if mistake.seen == where:
            assert f'href="#{name}"' in contents
            (heading,) = re.findall(rf'<h3 id="{name}">(.*?)<a class="headerlink"', html)
            text = unescape(re.sub("<[^>]+>", "", heading))
            assert text == mistake.title.replace("`", "")


def test_what_looks_alike_is_told_apart_by_what_differs(pages):
    for where in SEEN:
        for number, how, items in ALIKE.findall(pages[f"trouble/{where}.html"].html):
            files = re.findall(r"<code>([^<]+)</code></li>", items)
            assert len(files) == int(number)
            different = len(set(files))
            assert ("Their lines" in how) is (different == 1)
            assert ("most of them" in how) is (1 < different < int(number))


@pytest.mark.parametrize("line", PASTED)
def test_a_pasted_error_line_leads_to_its_mistakes(built, browser, line):
    meant = {
        name for name, seen in recorded().items() if line in f"{seen['error']} {seen['happened']}"
    }
    assert meant
    page = browser.new_page()
    try:
        page.goto((built / "index.html").as_uri())
        page.keyboard.press("/")
        field = page.locator("input[name=query]")
        field.fill(line)
        field.press("End")
        page.wait_for_function(
            "document.querySelectorAll('.md-search-result__link[href*=\"#\"]').length > 3"
        )
        links = page.eval_on_selector_all(
            ".md-search-result__link", "all => all.map(one => one.getAttribute('href'))"
        )
        found = [link.partition("#")[2] for link in links]
        assert set([name for name in found if name][:8]) & meant
    finally:
        page.close()
