"""The build Who is here in a browser: the page shows the names and says that it is there."""

import pytest
from playwright.sync_api import expect

from tests.browser.chat import expect_messages, expect_state, give_cookies, hurry, outage, say
from tests.further.test_here import Visitor, rows, serving

PAGE = "chat/static/chat/transport.js"


def often(tree):
    """Return the script of a page that says twice in a second that it is still there."""
    text = tree[PAGE].replace("BEAT = 30000", "BEAT = 500")
    assert text != tree[PAGE]
    return {PAGE: text}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("here"), change=often) as site:
        yield site


@pytest.mark.all
def test_the_page_shows_who_is_here_and_stays_in_the_list(site, context, watch):
    (server,) = site.servers
    watch.ports.add(server.port)
    give_cookies(context, server.url(host="ada.localhost"), site.cookies["ada"])
    page = context.new_page()
    page.goto(server.url("/chat/lobby/", host="ada.localhost"))
    names = page.locator("#here")
    expect(names).to_have_text("Here: ada")
    hurry(page)
    with Visitor(site, "grace", "lobby") as grace:
        expect(names).to_have_text("Here: ada, grace")
        # She says nothing more, as if her server had died; the page speaks up.
        assert rows(site, "lobby", older=101) == 2
        expect(names).to_have_text("Here: ada")
        grace.beat()
        expect(names).to_have_text("Here: ada, grace")
        assert grace.told("ada", "grace")
        say(page, "Still here")
        expect_messages(page, ["ada: Still here"])
    expect(names).to_have_text("Here: ada")
    with outage(server, watch):
        expect_state(page, "Not connected. Trying again …")
        expect(names).to_have_text("")
    expect_state(page, "Connected.")
    expect(names).to_have_text("Here: ada")
