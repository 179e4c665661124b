"""Fixtures for modules that have a function ``examine(case)`` and tests with a ``case`` each."""

from concurrent.futures import ThreadPoolExecutor

import pytest

AT_ONCE = 2


@pytest.fixture(scope="module")
def examined(request):
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
                futures[id(case)] = pool.submit(request.module.examine, case)
        yield {test: futures[id(case)] for test, case in cases.items()}
        pool.shutdown(cancel_futures=True)


@pytest.fixture
def report(request, examined):
    """Return what ``examine(case)`` returns for this test; raise what it raises."""
    return examined[request.node.nodeid].result()
