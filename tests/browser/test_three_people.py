"""Step 3: Ada, Grace and Alan, three signed-in people in one browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.chat import expect_input, expect_messages, expect_state, say
from tests.browser.watch import NO_ICON
from tests.support.quick import chosen
from workshop.serve.browser import sign_in
from workshop.serve.people import PEOPLE


def test_three_people_sign_in_and_write_to_each_other(context, address, watch):
    watch.allowed.append(NO_ICON)
    pages = {}
    for name in PEOPLE:
        pages[name] = page = context.new_page()
        page.goto(address(3, "/", host=f"{name}.localhost"))
        expect(page).to_have_title("Log in | Django site admin")
        sign_in(page, name)
        page.get_by_label("Room", exact=True).fill("lobby")
        page.get_by_role("button", name="Enter").click()
        expect(page.get_by_text(f"You are {name}.")).to_be_visible()
        expect_state(page, "Connected.")
    heard = []
    for name in PEOPLE:
        say(pages[name], f"I am {name}")
        heard.append(f"{name}: I am {name}")
        for page in pages.values():
            expect_messages(page, heard)
        expect_input(pages[name], "")


@pytest.mark.all
def test_two_rooms_do_not_mix(visit):
    tea, coffee = visit("ada", "/chat/tea/"), visit("grace", "/chat/coffee/")
    late = visit("alan", "/chat/tea/")
    for page in (tea, coffee, late):
        expect_state(page, "Connected.")
    say(tea, "Green or black?")
    expect_messages(late, ["ada: Green or black?"])
    # The other room's own message comes later than any that it could have heard.
    say(coffee, "With milk?")
    expect_messages(coffee, ["grace: With milk?"])
    expect_messages(tea, ["ada: Green or black?"])


@pytest.mark.parametrize(
    "message",
    chosen(
        [
            "<script>document.title = 'taken over'</script>",
            "<img src=x onerror=\"document.title = 'taken over'\">",
            "&lt;b&gt; {{ user.password }} {% csrf_token %} \\u0000 'quotes' \"quotes\"",
            "Grüße, привет, 你好, שלום, 👩‍🚀",
        ],
        lambda message: "<img" in message,
    ),
)
def test_a_message_shows_as_the_text_that_was_typed(visit, message):
    ada, grace = visit("ada"), visit("grace")
    for page in (ada, grace):
        expect_state(page, "Connected.")
    say(ada, message)
    for page in (ada, grace):
        expect_messages(page, [f"ada: {message}"])
        expect(page.get_by_role("log").locator("p > *")).to_have_count(0)
        expect(page).to_have_title("Room lobby")


def test_a_refused_message_shows_the_reason_to_its_sender_only(visit):
    ada, grace = visit("ada"), visit("grace")
    for page in (ada, grace):
        expect_state(page, "Connected.")
    ada.evaluate("input.value = 'x'.repeat(1001); form.requestSubmit()")
    expect_state(ada, "A message has 1 to 1,000 characters.")
    expect_state(grace, "Connected.")
    say(ada, "Shorter")
    for page in (ada, grace):
        expect_messages(page, ["ada: Shorter"])
        expect_state(page, "Connected.")
        expect_input(page, "")


@pytest.mark.all
def test_nobody_can_type_more_than_a_message_holds(visit):
    page = visit()
    expect_state(page, "Connected.")
    page.get_by_label("Message", exact=True).focus()
    page.keyboard.insert_text("x" * 1001)
    page.keyboard.press("Enter")
    expect_messages(page, ["ada: " + "x" * 1000])


def test_an_empty_message_is_not_sent(visit):
    page = visit()
    expect_state(page, "Connected.")
    page.get_by_role("button", name="Send").click()
    say(page, "Something")
    expect_messages(page, ["ada: Something"])
    # Had it been sent, the page would say why it was refused.
    expect_state(page, "Connected.")


@pytest.mark.parametrize(
    "name",
    chosen(
        ["my room", "café", "a" * 51, "a#b", "../x", "<b>bold</b>", "a/b"],
        lambda name: name == "my room",
    ),
)
def test_a_refused_room_name_is_said_and_kept(visit, name):
    page = visit("ada", "/chat/")
    room = page.get_by_label("Room", exact=True)
    room.fill(name)
    room.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(f"“{name}” cannot be the name of a room.")
    expect(room).to_have_value(name)
    expect(room).to_be_focused()
    expect(room).to_have_accessible_description(
        "Letters a to z, digits, hyphens and underscores, 1 to 50 of them."
    )


@pytest.mark.all
@pytest.mark.parametrize("name", ["my-room", "a" * 50, "_"])
def test_a_good_room_name_leads_to_a_room_that_connects(visit, name):
    page = visit("ada", "/chat/")
    page.get_by_label("Room", exact=True).fill(name)
    page.get_by_role("button", name="Enter").click()
    expect(page.get_by_role("heading")).to_have_text(f"Room {name}")
    expect_state(page, "Connected.")
    page.get_by_role("link", name="Choose another room").click()
    expect(page.get_by_role("heading")).to_have_text("Choose a room")
