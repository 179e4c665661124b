"""The pages, built once for all tests of this folder, and a browser that reads them."""

import pytest

from tests import needs
from workshop import site
from workshop.browser import open_browser


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The folder (``Path``) with the pages as readers get them."""
    return site.build(tmp_path_factory.mktemp("docs") / "site")


@pytest.fixture(scope="package")
def browser():
    needs.chromium()
    with open_browser() as browser:
        yield browser
