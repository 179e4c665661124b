"""Fixtures for modules that have a function ``examine(case)`` and tests with a ``case`` each."""

from concurrent.futures import ThreadPoolExecutor

import pytest

AT_ONCE = 2


@pytest.fixture(scope="module")
def examined(request):
    """Examine the cases of all chosen tests of a module; yield test to future."""
    cases = {
        item.nodeid: item.callspec.params["case"]
        for item in request.session.items
        if item.path == request.path and "case" in getattr(item, "fixturenames", ())
    }
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {test: pool.submit(request.module.examine, case) for test, case in cases.items()}
        pool.shutdown(cancel_futures=True)


@pytest.fixture
def report(request, examined):
    """Return what ``examine(case)`` returns for this test; raise what it raises."""
    return examined[request.node.nodeid].result()
