"""The pages, built once for all tests, the walk through the chapters, and a browser that reads."""

import os

import pytest

from tests.support import needs
from workshop.lab.beside_pages import build_lab
from workshop.pages import build
from workshop.recordings.walk import follow
from workshop.serve.browser import open_browser
from workshop.setup.lock import alone


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The folder (``Path``) with the pages as readers get them."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        # All workers read the pages that the first one builds.
        folder = folder.parent
    site = folder / "site"
    with alone(site):
        if not (site / build.OURS).is_file():
            # Before anybody reads the pages: the lab stands among their sources.
            build_lab()
        return site if (site / build.OURS).is_file() else build.build(site)


@pytest.fixture(scope="session")
def walked(tmp_path_factory):
    """The finished ``Walk`` through all chapters in a clean environment, its server stopped."""
    needs.chromium()
    needs.terminal()
    return follow(tmp_path_factory.mktemp("walk") / "workshop")


@pytest.fixture(scope="module")
def browser():
    # Of a module, because the walk opens a browser of its own, and a thread can drive only one.
    needs.chromium()
    with open_browser() as browser:
        yield browser
