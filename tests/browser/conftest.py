"""One browser for this folder, a server for each step, a fresh browser context for each test.

The browser's scope is this package: while it is open, its thread cannot run other event loops.
"""

import pytest

from tests.browser.watch import Watch
from tests.support import needs
from tests.support.database import prepare
from workshop.base.steps import STEPS
from workshop.serve.browser import open_browser, sign_in
from workshop.serve.people import PEOPLE
from workshop.serve.server import Server, copy_project

# Generous, for a machine that does other things too; what works answers in milliseconds.
SECONDS = 20


@pytest.fixture(scope="package")
def browser():
    needs.chromium()
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="package")
def servers(tmp_path_factory):
    """Return a function: the running ``Server`` of step 1, 2 or 3, started when first asked."""
    folder = tmp_path_factory.mktemp("browser")
    running = {}

    def server(step):
        if step not in running:
            project = copy_project(STEPS[step], folder / f"project{step}")
            prepare(project)
            started = Server(project)
            started.start()
            running[step] = started
        return running[step]

    yield server
    for started in running.values():
        started.stop()


@pytest.fixture
def context(browser):
    context = browser.new_context(locale="en-US", viewport={"width": 1000, "height": 700})
    context.set_default_timeout(SECONDS * 1000)
    yield context
    context.close()


@pytest.fixture(autouse=True)
def watch(request):
    """The troubles of the test's pages; the test fails in the end if there are any."""
    if "context" not in request.fixturenames:
        yield None
        return
    watch = Watch(request.getfixturevalue("context"), ports=set())
    yield watch
    assert watch.troubles() == []


@pytest.fixture
def address(servers, watch):
    """Return a function: the address of a path of a step."""

    def address(step, path="/chat/", host="127.0.0.1"):
        server = servers(step)
        watch.ports.add(server.port)
        return server.url(path, host=host)

    return address


@pytest.fixture(scope="package")
def cookies(browser, servers):
    """The cookies of ada, grace and alan, each on an address of its own, all signed in."""
    context = browser.new_context(locale="en-US")
    for name in PEOPLE:
        page = context.new_page()
        page.goto(servers(3).url("/chat/", host=f"{name}.localhost"))
        sign_in(page, name)
    cookies = context.cookies()
    context.close()
    return cookies


@pytest.fixture
def visit(context, address, cookies):
    """Return a function that opens a page of step 3 as somebody who is signed in."""
    context.add_cookies(cookies)

    def visit(name="ada", path="/chat/lobby/"):
        page = context.new_page()
        page.goto(address(3, path, host=f"{name}.localhost"))
        return page

    return visit
