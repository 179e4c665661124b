"""Two people chat through nginx, over ``wss:``, in a real browser."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.chat import expect_messages, expect_state, say
from tests.deploy.site import NAME, SECONDS
from workshop.serve.browser import sign_in

LOBBY = f"{NAME}/chat/lobby/"


@pytest.fixture
def visit(browser):
    """Return a function: somebody's name to their page of the lobby, signed in and connected."""
    contexts = []

    def visit(name):
        # The certificate is of our own making; what it says is tested elsewhere.
        context = browser.new_context(locale="en-US", ignore_https_errors=True)
        context.set_default_timeout(SECONDS * 1000)
        contexts.append(context)
        page = context.new_page()
        page.sockets, page.bad = [], []
        page.on("websocket", lambda socket: page.sockets.append(socket.url))
        page.on("response", lambda reply: reply.status >= 400 and page.bad.append(reply.url))
        page.goto(f"http://{LOBBY}")
        sign_in(page, name)
        expect_state(page, "Connected.")
        return page

    yield visit
    for context in contexts:
        context.close()


@pytest.mark.all
def test_two_people_chat_over_wss_and_one_server_may_stop(visit, daphnes):
    ada, grace = visit("ada"), visit("grace")
    say(ada, "Hello")
    say(grace, "Hello, Ada")
    for page in ada, grace:
        expect_messages(page, ["ada: Hello", "grace: Hello, Ada"])
        assert page.url == f"https://{LOBBY}"
        assert page.sockets == [f"wss://{NAME}/ws/chat/lobby/"]
        assert [url for url in page.bad if not url.endswith("/favicon.ico")] == []
    # One on each server: what they heard came through Redis.
    assert ["WSCONNECT /ws" in server.output() for server in daphnes] == [True, True]

    daphnes[0].stop()
    try:
        moved, other = moved_and_other(ada, grace)
        expect_state(moved, "Connected.")
        say(moved, "I am back")
        for page in moved, other:
            expect(page.get_by_role("log")).to_contain_text("I am back")
        assert len(other.sockets) == 1
    finally:
        daphnes[0].start()


def moved_and_other(ada, grace):
    """Wait until one of the pages has opened a second socket; return that page and the other."""
    deadline = time.monotonic() + SECONDS
    while len(ada.sockets) + len(grace.sockets) < 3:
        assert time.monotonic() < deadline
        ada.wait_for_timeout(50)
    return (ada, grace) if len(ada.sockets) > 1 else (grace, ada)
