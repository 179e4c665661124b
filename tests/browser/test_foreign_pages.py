"""Whose name a page of another site has when nobody looks at the Origin: what page 2.4 says."""

import pytest

from tests.browser.chat import expect_state
from tests.browser.watch import NO_ICON
from tests.support.database import prepare
from tests.support.quick import chosen
from workshop.base.steps import STEPS
from workshop.serve.browser import sign_in
from workshop.serve.server import Server, copy_project

WHO_AM_I = """address => new Promise((done) => {
    const socket = new WebSocket(address);
    socket.onopen = () => socket.send('{"message": "Hello"}');
    socket.onmessage = (event) => done(JSON.parse(event.data).username);
    socket.onclose = () => done('a stranger');
})"""

GUARD = "from channels.security.websocket import AllowedHostsOriginValidator\n"
NO_GUARD = """
def AllowedHostsOriginValidator(application):
    return application
"""


@pytest.fixture(scope="module")
def unguarded(tmp_path_factory):
    """Step 3 with nothing that looks at the Origin, running."""
    project = copy_project(STEPS[3], tmp_path_factory.mktemp("foreign") / "project")
    asgi = project / "learning" / "asgi.py"
    text = asgi.read_text(encoding="utf-8")
    assert text.count(GUARD) == 1
    asgi.write_text(text.replace(GUARD, NO_GUARD), encoding="utf-8", newline="\n")
    prepare(project)
    with Server(project) as server:
        yield server


@pytest.mark.parametrize(
    ("elsewhere", "who"),
    chosen(
        [
            ("127.0.0.1", "a stranger"),
            ("grace.localhost", "a stranger"),
            ("a file", "a stranger"),
            ("sub.ada.localhost", "ada"),
        ],
        lambda elsewhere, who: elsewhere == "127.0.0.1",
    ),
)
def test_the_cookie_travels_only_within_a_site(unguarded, context, watch, tmp_path, elsewhere, who):
    watch.ports.add(unguarded.port)
    watch.allowed += [NO_ICON, "console WebSocket connection to"]
    page = context.new_page()
    page.goto(unguarded.url("/chat/lobby/", host="ada.localhost"))
    sign_in(page, "ada")
    expect_state(page, "Connected.")

    file = tmp_path / "page.html"
    file.write_text("<!doctype html><title>Elsewhere</title>", encoding="utf-8")
    here = (
        file.as_uri() if elsewhere == "a file" else unguarded.url("/admin/login/", host=elsewhere)
    )
    page.goto(here)
    socket = unguarded.url("/ws/chat/lobby/", scheme="ws", host="ada.localhost")
    assert page.evaluate(WHO_AM_I, socket) == who
