"""The pages for when it goes wrong: every mistake is there, under what was seen, and is found."""

import re
from html import unescape

import pytest

from tests.support.pages import read_pages
from workshop.check.explain.catalogue import SEEN, catalogue

ALIKE = re.compile(r"<p>(\d+) mistakes look like this\. (.*?):</p>\s*<ul>(.*?)</ul>", re.S)


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
