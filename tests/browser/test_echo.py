"""Steps 1 and 2: what was sent comes back, and only to the sender."""

import pytest
from playwright.sync_api import expect

from tests.browser.chat import expect_input, expect_messages, expect_state, hurry, outage, say
from tests.support.quick import chosen

READY = {1: "", 2: "Connected."}


@pytest.fixture
def sockets():
    return []


@pytest.fixture
def open_page(context, address, sockets):
    def open_page(step):
        page = context.new_page()
        page.on("websocket", lambda socket: sockets.append(socket))
        page.goto(address(step, "/"))
        expect_state(page, READY[step])
        return page

    return open_page


def test_step_1_answers_over_http_alone(open_page, sockets):
    page = open_page(1)
    with page.expect_response("**/chat/echo/") as answer:
        say(page, "Hello")
    assert answer.value.json() == {"message": "Hello"}
    expect_messages(page, ["Hello"])
    expect_state(page, "Answered.")
    expect_input(page, "")
    assert sockets == []


def test_step_2_answers_over_one_websocket_that_stays_open(open_page, sockets):
    page = open_page(2)
    [socket] = sockets
    frames = []
    socket.on("framesent", lambda payload: frames.append(("sent", payload)))
    socket.on("framereceived", lambda payload: frames.append(("received", payload)))
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    for message in ("Hello", "once more"):
        say(page, message)
        expect_input(page, "")
    expect_messages(page, ["Hello", "once more"])
    assert sorted(frames) == sorted(
        (way, text) for way in ("sent", "received") for text in ("Hello", "once more")
    )
    assert sockets == [socket] and not socket.is_closed()
    assert requests == []


@pytest.mark.parametrize("step", chosen([1, 2], lambda step: step == 2))
def test_others_hear_nothing(open_page, step):
    sender, other = open_page(step), open_page(step)
    say(sender, "Is anybody here?")
    expect_messages(sender, ["Is anybody here?"])
    # The other page's own message comes later than any that it could have heard.
    say(other, "Nobody?")
    expect_messages(other, ["Nobody?"])


def test_step_1_says_why_a_message_is_refused(open_page, watch):
    watch.allowed += ["status 400", "console Failed to load resource"]
    page = open_page(1)
    page.evaluate("input.value = 'x'.repeat(1001); form.requestSubmit()")
    expect_state(page, "A message has 1 to 1,000 characters.")
    expect_messages(page, [])
    expect_input(page, "x" * 1001)


def test_step_1_keeps_a_message_that_was_not_sent(open_page, servers, watch):
    watch.allowed += ["failed", "console Failed to load resource"]
    page = open_page(1)
    with outage(servers(1), watch):
        say(page, "Anybody?")
        expect_state(page, "Not sent: no answer from the server.")
        expect_input(page, "Anybody?")
    page.get_by_role("button", name="Send").click()
    expect_messages(page, ["Anybody?"])
    expect_input(page, "")


def test_step_1_says_that_the_server_answered_with_an_error_page(open_page, watch):
    watch.allowed += ["status 403", "console Failed to load resource"]
    page = open_page(1)
    # As after signing in to the admin in another tab: the form's token is an old one.
    page.evaluate("form.csrfmiddlewaretoken.value = 'x'.repeat(64)")
    say(page, "Hello")
    expect_state(page, "Not sent: the server answered 403.")
    expect_input(page, "Hello")


def test_step_2_offers_to_reload_and_recovers_by_itself(open_page, servers, watch):
    page = open_page(2)
    hurry(page)
    offer = page.get_by_role("link", name="Reload this page")
    expect(offer).to_be_hidden()
    with outage(servers(2), watch):
        expect_state(page, "Not connected. Trying again …")
        expect(offer).to_be_visible()
    expect_state(page, "Connected.")
    expect(offer).to_be_hidden()


def test_a_page_over_https_opens_a_secure_websocket(context, address, watch):
    watch.allowed += ["foreign https://chat.localhost/", "foreign wss://chat.localhost/"]
    page = context.new_page()
    served = address(2, "")
    page.route(
        "https://chat.localhost/**",
        lambda route: route.fulfill(
            response=route.fetch(url=route.request.url.replace("https://chat.localhost", served))
        ),
    )
    opened = []

    def answer(socket):
        opened.append(socket.url)
        socket.on_message(lambda message: socket.send(message))

    page.route_web_socket("**", answer)
    page.goto("https://chat.localhost/chat/")
    expect_state(page, "Connected.")
    say(page, "Hello")
    expect_messages(page, ["Hello"])
    assert opened == ["wss://chat.localhost/ws/echo/"]
