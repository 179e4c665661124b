"""What a person sees and does on the page, the same in every step."""

import contextlib

from playwright.sync_api import expect

from tests.browser.conftest import SECONDS

expect.set_options(timeout=SECONDS * 1000)


def give_cookies(context, address, cookies):
    """Have the browser keep somebody's cookies (name to value) for the host of this address."""
    context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
    )


def say(page, message):
    """Type the message and press Enter."""
    page.get_by_label("Message", exact=True).fill(message)
    page.keyboard.press("Enter")


def expect_messages(page, messages):
    """Wait until the page shows these messages (str), no other, in this order."""
    expect(page.get_by_role("log").locator("p")).to_have_text(messages)


def expect_state(page, text):
    """Wait until the page says that it is in this state."""
    expect(page.get_by_role("status")).to_have_text(text)


def expect_input(page, text):
    """Wait until this text (str), perhaps empty, is in the message's input."""
    expect(page.get_by_label("Message", exact=True)).to_have_value(text)


def hurry(page):
    """Have the page, loaded already, wait a tenth of what it wants to wait from now on."""
    page.evaluate(
        """() => {
            const later = window.setTimeout;
            window.setTimeout = (work, wait) => later(work, wait / 10);
        }"""
    )


@contextlib.contextmanager
def outage(server, watch):
    """Stop the server, go on inside, and start it again at the same port."""
    watch.allowed.append("console WebSocket connection to")
    server.stop()
    try:
        yield
    finally:
        server.start()
