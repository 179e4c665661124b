"""At 200 % on a projector of 1280 × 720, no code of the course is cut: long lines go on below."""

import pytest

from tests.support.quick import chosen
from workshop.lesson.chapters import DOCS, chapters

PAGES = [page.relative_to(DOCS).with_suffix(".html").as_posix() for page in chapters()]
PAGES.append("upgrades.html")
QUICK = ("step3/2-group.html",)
# 200 % of 1280 × 720, in the pixels that the page is told.
PROJECTED = {"viewport": {"width": 640, "height": 360}, "device_scale_factor": 2}
CUT = """codes => codes
    .filter(code => code.checkVisibility() && code.scrollWidth > code.clientWidth + 1)
    .map(code => code.textContent.slice(0, 60))"""


@pytest.mark.parametrize("name", chosen(PAGES, lambda name: name in QUICK, one_in=3))
def test_no_line_of_code_is_cut_on_a_projector(name, built, browser):
    with browser.new_page(**PROJECTED) as page:
        page.goto((built / name).as_uri())
        assert page.locator("pre > code").count()
        assert page.eval_on_selector_all("pre > code", CUT) == []
