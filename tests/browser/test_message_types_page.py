"""The page “Messages with a type” in a browser: old and new pages in one room, and too old ones."""

import pytest
from playwright.sync_api import expect

from tests.browser.chat import (
    expect_input,
    expect_messages,
    expect_state,
    give_cookies,
    hurry,
    outage,
    say,
)
from tests.pages.test_message_types import PAGE, add, make
from tests.support import printed
from workshop.lesson.text_differences import author
from workshop.serve.people import sign_in
from workshop.serve.server import Server

SCRIPT, TEMPLATE = "chat/static/chat/transport.js", "chat/templates/chat/chat.html"
# What a server that is newer than its page may say.
NEWS = """socket.onmessage({data: '{"type": "here", "names": ["ada"], "here": ["ada"]}'})"""
TOO_OLD = """
from .old_pages import OldPages

websocket_urlpatterns = [
    path('ws/v2/chat/<slug:room_name>/', OldPages.as_asgi()),
    path('ws/chat/<slug:room_name>/', OldPages.as_asgi()),
]
"""
# So often step 3's page fails before it offers to reload; with some to spare.
TRIES = 6


def console_lines():
    """Return the lines that the page gives to type into the browser's console."""
    (lines,) = [
        block.text.splitlines()
        for block in printed.proven_by("test_old_and_new_pages_in_one_room")
        if block.language == "js" and "title" not in block.options
    ]
    return [line.rstrip(";") for line in lines]


def change_pages(project):
    """Change the template and the script as the page shows it."""
    changes = [block.text for block in printed.blocks(PAGE) if block.language == "diff"]
    for path, bodies in ((SCRIPT, changes[:2]), (TEMPLATE, changes[2:])):
        file = project / path
        text = file.read_text(encoding="utf-8")
        for body in bodies:
            text = author(text, body)
        file.write_text(text, encoding="utf-8", newline="\n")


@pytest.mark.all
def test_old_and_new_pages_in_one_room(tmp_path, context, watch):
    project = make(tmp_path)
    with Server(project) as server:
        watch.ports.add(server.port)

        def visit(name):
            host = f"{name}.localhost"
            give_cookies(context, server.url(host=host), sign_in(server.port, name))
            page = context.new_page()
            page.goto(server.url("/chat/lobby/", host=host))
            hurry(page)
            expect_state(page, "Connected.")
            return page

        old = visit("ada")
        with outage(server, watch):
            expect_state(old, "Not connected. Trying again …")
            change_pages(project)
        new = visit("grace")
        expect_state(old, "Connected.")
        said = ["ada: from an old page", "grace: from a new page"]
        say(old, "from an old page")
        expect_messages(new, said[:1])
        say(new, "from a new page")
        expect_input(new, "")
        for page in old, new:
            expect_messages(page, said)
        for line in console_lines():
            new.evaluate(line)
        expect_state(new, "The server does not know this type.")
        new.evaluate(NEWS)
        old.evaluate(NEWS)
        say(new, "It goes on")
        expect_messages(new, [*said, "grace: It goes on"])
        expect_messages(old, [*said, "undefined: undefined", "grace: It goes on"])
        # It gets lost on its way, and the browser does not know.
        new.evaluate("socket.send = () => {}")
        say(new, "lost")
        with outage(server, watch):
            expect_state(new, "Not connected. Trying again …")
            expect_input(new, "lost")
            add(project, "chat/routing.py", TOO_OLD)
        expect_state(new, "This page is too old.")
        link = {"name": "Reload this page or sign in"}
        expect(new.get_by_role("link", **link)).to_be_visible()
        for _ in range(TRIES):
            with old.expect_websocket():
                pass
        expect(old.get_by_role("link", **link)).to_be_hidden()
