"""The build History in a browser: who was away sees what was missed, and nothing twice."""

import pytest

from tests.browser.chat import expect_messages, expect_state, give_cookies, hurry, outage, say
from tests.further.site import Site

MEANWHILE = "from chat.history import save; save('lobby', 'ada', 'Meanwhile')"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with Site("further/history", tmp_path_factory.mktemp("history")) as site:
        yield site


def test_pages_show_what_was_said_before_and_while_they_were_away(site, context, watch):
    (server,) = site.servers
    watch.ports.add(server.port)
    for name, cookies in site.cookies.items():
        give_cookies(context, server.url(host=f"{name}.localhost"), cookies)

    def visit(name):
        page = context.new_page()
        page.goto(server.url("/chat/lobby/", host=f"{name}.localhost"))
        expect_state(page, "Connected.")
        hurry(page)
        return page

    ada = visit("ada")
    say(ada, "Before")
    expect_messages(ada, ["ada: Before"])
    windows = [ada, visit("grace"), visit("grace")]
    for window in windows:
        expect_messages(window, ["ada: Before"])
    with outage(server, watch):
        for window in windows:
            expect_state(window, "Not connected. Trying again …")
        # Written elsewhere: no event tells of it.
        site.manage("shell", "-c", MEANWHILE)
    for window in windows:
        expect_state(window, "Connected.")
        expect_messages(window, ["ada: Before", "ada: Meanwhile"])
    say(windows[1], "After")
    for window in windows:
        expect_messages(window, ["ada: Before", "ada: Meanwhile", "grace: After"])
    windows[2].reload()
    expect_messages(windows[2], ["ada: Before", "ada: Meanwhile", "grace: After"])
