"""What comes out of a printer: the whole course, and nothing that was closed on the screen."""

import re

import pytest

from tests.support.quick import chosen
from workshop.lesson.chapters import DOCS
from workshop.pages import handout, teach

# It was 102 with closed boxes and wide margins, and without the page on HTTP; 88 with contents.
MOST_PAGES = 90
WITH_BOXES = ["step3/2-group.html", "handout.html", "exercises.html"]
SHEETS = ["cheat-sheet.html", "teach/helpers.html", "teach/sheet.html"]


@pytest.fixture
def page(browser):
    with browser.new_page() as page:
        yield page


def printed_pages(page, file, paper):
    page.pdf(path=file, format=paper)
    return len(re.findall(rb"/Type /Page\b", file.read_bytes()))


def boxes(page):
    """Return the titles of the boxes that are on paper, once the browser was told to print."""
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    titles = page.locator("details > summary").locator("visible=true").all_inner_texts()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    return titles


@pytest.mark.all
@pytest.mark.parametrize("name", WITH_BOXES)
def test_only_boxes_that_were_opened_are_printed(page, built, name):
    page.goto((built / name).as_uri())
    assert page.locator("details").count() > 1
    assert boxes(page) == []
    first = page.locator("details:visible > summary").first
    first.click()
    assert boxes(page) == [first.inner_text()]
    first.click()
    assert boxes(page) == []


@pytest.mark.all
def test_the_handout_holds_the_whole_course_on_few_pages(page, built, tmp_path):
    ((_, patterns),) = handout.BLOCK.findall((DOCS / "handout.md").read_text(encoding="utf-8"))
    course = [DOCS / name for name in teach.course()]
    assert [one for one in handout.pages(patterns) if one in course] == course
    page.goto((built / "handout.html").as_uri())
    number = printed_pages(page, tmp_path / "handout.pdf", "A4")
    assert 40 < number <= MOST_PAGES


@pytest.mark.parametrize("paper", chosen(["A4", "Letter"], lambda paper: paper == "A4"))
@pytest.mark.parametrize("name", chosen(SHEETS, lambda name: name == SHEETS[0]))
def test_a_sheet_is_one_page(page, built, tmp_path, name, paper):
    page.goto((built / name).as_uri())
    assert printed_pages(page, tmp_path / "sheet.pdf", paper) == 1
