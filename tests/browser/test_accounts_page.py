"""The build Accounts in a browser: signing up, and two tabs of which one logs out."""

import pytest
from playwright.sync_api import expect

from tests.browser.chat import expect_messages, expect_state, say
from tests.further.site import Site
from workshop.serve.people import PASSWORD
from workshop.serve.probes import word


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with Site("further/accounts", tmp_path_factory.mktemp("accounts")) as site:
        yield site


@pytest.mark.all
def test_a_stranger_becomes_somebody_and_leaves_every_tab_at_once(site, context, watch):
    (server,) = site.servers
    watch.ports.add(server.port)
    name, room = word(), server.url("/chat/lobby/", host="new.localhost")
    first = context.new_page()
    first.goto(room)
    first.get_by_role("link", name="sign up").click()
    first.get_by_label("Username").fill(name)
    for label in ("Password:", "Password confirmation:"):
        first.get_by_label(label, exact=True).fill(PASSWORD)
    first.get_by_role("button", name="Sign up").click()
    first.get_by_label("Username").fill(name)
    first.get_by_label("Password").fill(PASSWORD)
    first.get_by_role("button", name="Sign in").click()
    first.get_by_label("Room").fill("lobby")
    first.get_by_role("button", name="Enter").click()
    expect_state(first, "Connected.")
    second = context.new_page()
    second.goto(room)
    expect_state(second, "Connected.")
    say(second, "Good evening")
    for page in (first, second):
        expect_messages(page, [f"{name}: Good evening"])
    # The page that stays tries again, and is refused.
    watch.allowed.append("console WebSocket connection to")
    first.get_by_role("button", name="Log out").click()
    expect(first.get_by_role("heading")).to_have_text("Sign in")
    expect_state(second, "Not connected. Trying again …")
    link = second.get_by_role("link", name="Reload this page or sign in")
    expect(link).to_be_visible()
    link.click()
    expect(second.get_by_role("heading")).to_have_text("Sign in")
