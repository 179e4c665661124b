"""The built pages: whole, linked, and without a foreign host."""

import posixpath
import shutil
from urllib.parse import unquote, urlsplit

import pytest

from tests.support.pages import FOREIGN, IN_STYLES, read_pages
from workshop.base.problems import Problem
from workshop.base.steps import ROOT
from workshop.lesson.chapters import DOCS
from workshop.pages.build import build


@pytest.fixture(scope="module")
def pages(built):
    return read_pages(built)


def test_every_page_is_built_and_in_the_navigation(pages):
    names = {path.relative_to(DOCS).with_suffix(".html").as_posix() for path in DOCS.rglob("*.md")}
    assert names | {"404.html"} == pages.keys()
    linked = {link.partition("#")[0] for link in pages["index.html"].links}
    assert names - {"index.html"} <= linked


def test_nothing_is_loaded_from_a_foreign_host(built, pages):
    foreign = {
        name: [load for load in page.loads if FOREIGN.match(load)] for name, page in pages.items()
    }
    assert {name: loads for name, loads in foreign.items() if loads} == {}
    for file in built.rglob("*.css"):
        assert IN_STYLES.findall(file.read_text(encoding="utf-8")) == [], file


def resolved(name, address):
    """Return the path below the site that ``address`` on the page ``name`` leads to, its anchor."""
    parts = urlsplit(address)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
    return (path if parts.path else name), unquote(parts.fragment)


def dead(built, pages, name, address):
    if name == "404.html" or FOREIGN.match(address) or address.startswith(("mailto:", "data:")):
        return False
    path, anchor = resolved(name, address)
    if path == ".":
        path = "index.html"
    if not (built / path).is_file():
        return True
    # The theme's own anchors are at home in its scripts.
    return bool(anchor) and path in pages and anchor not in pages[path].ids


def test_no_link_and_no_anchor_is_dead(built, pages):
    found = [
        (name, address)
        for name, page in pages.items()
        for address in page.links + page.loads
        if dead(built, pages, name, address)
    ]
    assert found == []


def test_ids_are_used_once_and_images_have_a_text(pages):
    for name, page in pages.items():
        assert sorted(page.ids) == sorted(set(page.ids)), name
        assert page.images_without_alt == [], name


def test_no_markup_is_left_over(pages):
    for name, page in pages.items():
        for mark in ("```", "](", "{{", "!!! ", "??? ", '=== "'):
            assert mark not in page.text, (name, mark)


def test_the_handout_holds_every_chapter_once(pages):
    from workshop.lesson import changes

    names = [fence.name for fence in changes.read().fences]
    ids = pages["handout.html"].ids
    assert [name for name in ids if name in names] == names


@pytest.mark.all
@pytest.mark.sweep
def test_properdocs_builds_the_same_pages(tmp_path, pages):
    # MkDocs is no longer developed; this is the way out, kept open.
    other = read_pages(build(tmp_path / "site", program="properdocs"))
    assert other.keys() == pages.keys()
    assert {name: page.text.split() for name, page in other.items()} == {
        name: page.text.split() for name, page in pages.items()
    }


@pytest.mark.all
def test_published_pages_have_a_sitemap_and_a_404_that_works_anywhere(tmp_path, monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://example.org/course/")
    target = build(tmp_path / "site")
    published = read_pages(target)
    sitemap = (target / "sitemap.xml").read_text(encoding="utf-8")
    for name in published.keys() - {"404.html", "index.html"}:
        assert f"<loc>https://example.org/course/{name}</loc>" in sitemap
    own = [load for load in published["404.html"].loads if not load.startswith("data:")]
    assert own and all(load.startswith("/course/") for load in own)


@pytest.mark.all
def test_a_build_replaces_a_build_and_nothing_else(built, tmp_path):
    target = tmp_path / "site"
    shutil.copytree(built, target)
    (target / "index.html").write_text("old", encoding="utf-8")
    build(target)
    assert (target / "index.html").read_text(encoding="utf-8") != "old"
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear", encoding="utf-8")
    for refused in (mine, mine / "letter.txt", ROOT, DOCS):
        with pytest.raises(Problem, match="Nothing was written"):
            build(refused)
    assert [file.name for file in mine.iterdir()] == ["letter.txt"]
