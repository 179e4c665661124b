"""Addresses of the course's pages that a reader can open: of the built site, or of a served one."""

import os

from workshop.base.steps import ROOT

BUILT = ROOT / "site"
# Where `python -m workshop docs` serves them.
SERVED = "http://127.0.0.1:8100/"
# Names the place of the pages where somebody else serves them, such as for a whole room.
VARIABLE = "WORKSHOP_PAGES"


def base():
    """Return the beginning of all addresses, with a slash at its end."""
    named = os.environ.get(VARIABLE)
    if named:
        return named.rstrip("/") + "/"
    return f"{BUILT.as_uri()}/" if (BUILT / "index.html").is_file() else SERVED


def address(page):
    """Return where a page is that is called by its file, ``step2/2-consumer.md#echo-consumer``."""
    return base() + page.replace(".md", ".html", 1)
