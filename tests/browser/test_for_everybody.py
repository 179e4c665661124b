"""Every page of every step: keyboard, labels, axe-core, light and dark, a narrow screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.chat import expect_messages, expect_state, hurry, say
from tests.browser.watch import NO_ICON
from tests.support.quick import chosen

AXE = Axe()
WIDE = {"width": 1000, "height": 700}
NARROW = {"width": 390, "height": 700}
PAGES = {
    "step 1": (1, "/chat/"),
    "step 2": (2, "/chat/"),
    "choose": (3, "/chat/"),
    "refused": (3, "/chat/?room_name=my+room"),
    "room": (3, "/chat/lobby/"),
    "long name": (3, f"/chat/{'w' * 50}/"),
}


def in_the_room(step, path):
    return (step, path) == PAGES["room"]


every_page = pytest.mark.parametrize(("step", "path"), PAGES.values(), ids=list(PAGES))
some_pages = pytest.mark.parametrize(
    ("step", "path"),
    chosen(
        [pytest.param(*page, id=name) for name, page in PAGES.items()],
        in_the_room,
    ),
)


@pytest.fixture
def open_page(context, address, request):
    def open_page(step, path="/chat/"):
        if step == 3:
            return request.getfixturevalue("visit")("ada", path)
        page = context.new_page()
        page.goto(address(step, path))
        return page

    return open_page


def fill_log(page):
    """Have short, long and unbreakable messages answered, if the page has messages."""
    if page.locator("#log").count() == 0:
        return
    if page.locator("#reload").count():
        expect_state(page, "Connected.")
    for number, message in enumerate(["Hello", "long " * 60, "x" * 1000], start=1):
        say(page, message)
        expect(page.get_by_role("log").locator("p")).to_have_count(number)


def axe_finds(page):
    """Return the rules that the page breaks or may break, with the elements, as a list of str."""
    result = AXE.run(page).response
    assert result["passes"], "axe-core checked nothing"
    found = result["violations"] + result["incomplete"]
    return [f"{rule['id']}: {[node['html'] for node in rule['nodes']]}" for rule in found]


def expect_fit_for_everybody(page):
    """Ask axe-core in light and dark, and look for sideways scrolling, wide and narrow."""
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert (size, scheme, axe_finds(page)) == (size, scheme, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        for log in page.locator("#log").all():
            assert log.evaluate("log => log.scrollWidth <= log.clientWidth")


@some_pages
def test_axe_finds_nothing_and_nothing_scrolls_sideways(open_page, step, path):
    page = open_page(step, path)
    fill_log(page)
    expect_fit_for_everybody(page)


@pytest.mark.all
def test_axe_finds_nothing_on_a_page_that_lost_its_server(open_page, context, watch):
    watch.allowed.append("console WebSocket connection to")
    # No server is stopped: the page's sockets are closed as if it were.
    context.route_web_socket("**", lambda socket: socket.close())
    page = open_page(3, "/chat/lobby/")
    hurry(page)
    expect(page.get_by_role("link", name="Reload this page or sign in")).to_be_visible()
    expect_fit_for_everybody(page)


@pytest.mark.all
def test_axe_finds_only_a_missing_heading_on_the_login_page_of_django(context, address, watch):
    watch.allowed.append(NO_ICON)
    page = context.new_page()
    page.goto(address(3, "/chat/"))
    expect(page).to_have_title("Log in | Django site admin")
    # Django's own page: it has its title in a link or div, not in a heading of the first level.
    broken = AXE.run(page).response["violations"]
    assert {rule["id"] for rule in broken} <= {"page-has-heading-one"}


@every_page
def test_the_page_is_clean(open_page, step, path):
    # The fixture `watch` does the rest: no error, no failed and no foreign request.
    page = open_page(step, path)
    fill_log(page)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    icon = page.evaluate(
        """async () => {
            const answer = await fetch(document.querySelector('link[rel=icon]').href);
            return [answer.status, answer.headers.get('content-type')];
        }"""
    )
    assert icon == [200, "image/svg+xml"]


@pytest.mark.parametrize(
    ("step", "path"), chosen([(1, "/chat/"), (2, "/chat/"), (3, "/chat/lobby/")], in_the_room)
)
def test_everything_has_a_name_and_a_role(open_page, step, path):
    page = open_page(step, path)
    log = page.get_by_role("log", name="Messages")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("status")).to_have_count(1)
    expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    expect(page.get_by_role("button", name="Send")).to_be_enabled()


def test_the_chat_works_without_a_mouse(open_page):
    page = open_page(3)
    page.keyboard.type("keyboard")
    page.keyboard.press("Enter")
    expect_state(page, "Connected.")
    page.keyboard.type("sent with Enter")
    page.keyboard.press("Enter")
    expect_messages(page, ["ada: sent with Enter"])
    page.keyboard.type("sent with the button")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send")).to_be_focused()
    page.keyboard.press("Space")
    expect_messages(page, ["ada: sent with Enter", "ada: sent with the button"])
    for _ in range(3):
        page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("link", name="Choose another room")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Room", exact=True)).to_be_focused()


STOPS = {
    (1, "/chat/"): ["DIV", "INPUT", "BUTTON"],
    (2, "/chat/"): ["DIV", "INPUT", "BUTTON"],
    (3, "/chat/"): ["INPUT", "BUTTON"],
    (3, "/chat/lobby/"): ["A", "DIV", "INPUT", "BUTTON"],
}


@pytest.mark.parametrize(("step", "path"), chosen(STOPS, in_the_room))
def test_the_focus_is_seen_wherever_tab_leads(open_page, step, path):
    page = open_page(step, path)
    focused = """() => {
        const style = getComputedStyle(document.activeElement);
        return [document.activeElement.tagName, style.outlineStyle, style.outlineWidth];
    }"""
    stops = STOPS[step, path]
    # The page begins in the input, the last but one.
    for _ in stops[:-2]:
        page.keyboard.press("Shift+Tab")
    for stop in stops:
        assert page.evaluate(focused) == [stop, "solid", "3px"]
        page.keyboard.press("Tab")
