"""What is not run for a page says so to its readers."""

from tests.support.printed import PAGES
from workshop.complete.page_rules import plain


def test_what_is_not_run_says_so_on_the_page(built):
    blocks = [block for page in PAGES for block in plain(page) if "unproven" in block.options]
    assert blocks
    for block in blocks:
        html = (built / block.page).with_suffix(".html").read_text(encoding="utf-8")
        assert f"Not run for this page: {block.options['unproven']}." in html
