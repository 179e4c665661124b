"""Step 3: the server goes away and comes back, and a session ends."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat import expect_input, expect_messages, expect_state, hurry, outage, say
from tests.browser.watch import NO_ICON
from workshop.serve.browser import sign_in

LOST = "Not connected. Trying again …"


@pytest.fixture
def page(visit):
    page = visit("ada")
    expect_state(page, "Connected.")
    # A page that was loaded anew does not have this.
    page.evaluate("window.neverReloaded = true")
    return page


def test_the_page_recovers_and_loses_nothing_that_was_typed(page, visit, servers, watch):
    grace = visit("grace")
    expect_state(grace, "Connected.")
    say(page, "Before")
    for window in (page, grace):
        expect_messages(window, ["ada: Before"])
    with outage(servers(3), watch):
        expect_state(page, LOST)
        say(page, "Typed during the outage")
        expect_input(page, "Typed during the outage")
        expect_messages(page, ["ada: Before"])
    for window in (page, grace):
        expect_state(window, "Connected.")
    expect_input(page, "Typed during the outage")
    page.get_by_label("Message", exact=True).press("Enter")
    for window in (page, grace):
        expect_messages(window, ["ada: Before", "ada: Typed during the outage"])
    expect_input(page, "")
    assert page.evaluate("window.neverReloaded")


@pytest.mark.all
def test_the_offer_to_reload_comes_after_failed_attempts_and_goes(page, servers, watch):
    offer = page.get_by_role("link", name="Reload this page or sign in")
    for number in range(30):
        say(page, f"Message {number}")
    newest = page.get_by_text("ada: Message 29")
    expect(newest).to_be_in_viewport(ratio=1)
    expect(offer).to_be_hidden()
    page.evaluate(
        """() => {
            const look = () => reload.hidden || (window.failuresWhenOffered ??= failures);
            new MutationObserver(look).observe(reload, {attributes: true});
        }"""
    )
    with outage(servers(3), watch):
        expect_state(page, LOST)
        expect(offer).to_be_visible()
        assert page.evaluate("failuresWhenOffered") == 3
        # The offer takes its space from the messages, but not from the newest.
        expect(newest).to_be_in_viewport(ratio=1)
    expect_state(page, "Connected.")
    expect(offer).to_be_hidden()


@pytest.mark.all
def test_attempts_come_at_ever_longer_random_intervals_up_to_ten_seconds(page, servers, watch):
    page.evaluate(
        """() => {
            window.waits = [];
            const later = window.setTimeout;
            window.setTimeout = (work, wait) => {
                waits.push(wait);
                later(work, 1);
            };
        }"""
    )
    with outage(servers(3), watch):
        page.wait_for_function("waits.length >= 6")
    waits = page.evaluate("waits.slice(0, 6)")
    longest = [1000, 2000, 4000, 8000, 10000, 10000]
    for wait, most in zip(waits, longest, strict=True):
        assert most / 2 <= wait <= most
    # A random part of each, or all pages would come back together.
    assert len({wait / most for wait, most in zip(waits, longest, strict=True)}) > 1
    expect_state(page, "Connected.")


@pytest.mark.all
def test_who_is_no_longer_signed_in_is_led_to_the_login_and_back(context, address, servers, watch):
    watch.allowed.append(NO_ICON)
    # A sign-in of its own, because this one ends.
    page = context.new_page()
    page.goto(address(3, "/chat/lobby/", host="ada.localhost"))
    sign_in(page, "ada")
    expect_state(page, "Connected.")
    hurry(page)
    outside = context.new_page()
    outside.goto(address(3, "/admin/", host="ada.localhost"))
    outside.get_by_role("button", name="Log out").click()
    expect(outside.get_by_role("heading", name="Logged out")).to_be_visible()
    # An open socket goes on; the next handshake is refused.
    with outage(servers(3), watch):
        expect_state(page, LOST)
    page.get_by_role("link", name="Reload this page or sign in").click()
    expect(page).to_have_url(re.compile("/admin/login/"))
    sign_in(page, "ada")
    expect(page).to_have_url(re.compile("/chat/lobby/$"))
    expect_state(page, "Connected.")


@pytest.mark.all
def test_older_messages_can_be_read_again(page):
    for number in range(30):
        say(page, f"Message {number}")
    expect(page.get_by_text("ada: Message 29")).to_be_in_viewport(ratio=1)
    page.get_by_role("log").focus()
    page.keyboard.press("Home")
    oldest = page.get_by_text("ada: Message 0", exact=True)
    expect(oldest).to_be_in_viewport(ratio=1)
    say(page, "Message 30")
    newest = page.get_by_text("ada: Message 30")
    expect(newest).to_be_attached()
    expect(newest).not_to_be_in_viewport()
    expect(oldest).to_be_in_viewport(ratio=1)
