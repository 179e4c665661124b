"""The pages, built once for all tests of this folder, and a browser that reads them."""

import pytest

from tests.support import needs
from workshop.commands import docs, record
from workshop.serve.browser import open_browser


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The folder (``Path``) with the pages as readers get them."""
    return docs.build(tmp_path_factory.mktemp("docs") / "site")


@pytest.fixture(scope="session")
def walked(tmp_path_factory):
    """The finished ``Walk`` through all chapters in a clean environment, its server stopped."""
    needs.chromium()
    needs.terminal()
    return record.walk(tmp_path_factory.mktemp("walk") / "workshop")


@pytest.fixture(scope="module")
def browser():
    # Of a module, because the walk opens a browser of its own, and a thread can drive only one.
    needs.chromium()
    with open_browser() as browser:
        yield browser
