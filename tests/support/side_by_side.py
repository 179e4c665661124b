"""Fixtures for modules that have a function ``examine`` and tests with a ``case`` each."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial

import pytest

from workshop.check.ask.devtools import headless
from workshop.serve.browser import find_browser

AT_ONCE = 2


@pytest.fixture(scope="module")
def look(request):
    """Return the function that examines a case: the module's own ``examine(case)``."""
    return request.module.examine


@pytest.fixture(scope="module")
def look_in_a_browser(request, tmp_path_factory):
    """Yield the same for ``examine(case, browser)``.

    All cases have one browser, in which each page has a profile of its own.
    """
    profile = tmp_path_factory.mktemp("browser") / "profile"
    with headless(profile) if find_browser()[0] else nullcontext() as browser:
        yield partial(request.module.examine, browser=browser)


@pytest.fixture(scope="module")
def examined(request, look):
    """Examine the cases of all chosen tests of a module, each once; yield test to future."""
    cases = {
        item.nodeid: item.callspec.params["case"]
        for item in request.session.items
        if item.path == request.path and "case" in getattr(item, "fixturenames", ())
    }
    with ThreadPoolExecutor(AT_ONCE) as pool:
        futures = {}
        for case in cases.values():
            if id(case) not in futures:
                futures[id(case)] = pool.submit(look, case)
        yield {test: futures[id(case)] for test, case in cases.items()}
        pool.shutdown(cancel_futures=True)


@pytest.fixture
def report(request, examined):
    """Return what ``examine`` returns for this test; raise what it raises."""
    return examined[request.node.nodeid].result()
