"""Fixtures for modules with ``examine(case, browser)`` and tests that have a ``case`` each."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial

import pytest

from workshop.browser import find_browser
from workshop.check.devtools import headless

AT_ONCE = 2


@pytest.fixture(scope="module")
def examined(request, tmp_path_factory):
    """Examine the cases of all chosen tests of a module, each once; yield test to future.

    All of them have one browser, in which each page has a profile of its own.
    """
    cases = {
        item.nodeid: item.callspec.params["case"]
        for item in request.session.items
        if item.path == request.path and "case" in getattr(item, "fixturenames", ())
    }
    profile = tmp_path_factory.mktemp("browser") / "profile"
    shared = headless(profile) if find_browser()[0] else nullcontext()
    with shared as browser, ThreadPoolExecutor(AT_ONCE) as pool:
        examine, futures = partial(request.module.examine, browser=browser), {}
        for case in cases.values():
            if id(case) not in futures:
                futures[id(case)] = pool.submit(examine, case)
        yield {test: futures[id(case)] for test, case in cases.items()}
        pool.shutdown(cancel_futures=True)


@pytest.fixture
def report(request, examined):
    """Return what ``examine(case)`` returns for this test; raise what it raises."""
    return examined[request.node.nodeid].result()
