"""The build Files and pictures in a browser: sent once, shown to all, and nothing of it runs."""

import pytest
from playwright.sync_api import expect

from tests.browser.chat import expect_state, give_cookies, outage, say
from tests.further.site import Site
from tests.further.test_files import KINDS, LARGEST, NAME, PNG, REFUSED
from tests.further.test_large_files import with_stream
from tests.support import printed
from workshop.base.steps import ROOT
from workshop.check.ask.picture_probes import PICTURE

pytestmark = pytest.mark.all

PHOTO = ROOT / "docs" / "images" / "three-people.png"
NOT_SENT = "Not sent. Reload this page and try again."
SCRIPT = b"<script>document.title = 'it ran'</script>"
# Each picture of the log is loaded, and how far its end is from what is seen, in pixels.
LOADED = "[...document.querySelectorAll('#log img')].every((one) => one.naturalWidth > 0)"
NEAR_THE_END = 10
TO_THE_END = "log.scrollHeight - log.scrollTop - log.clientHeight"
# Resolves to what a script of this page's own origin does.
AS_SCRIPT = """address => new Promise((resolve) => {
    const script = document.createElement('script');
    script.src = address;
    script.onload = () => resolve(window.ran ? 'it ran' : 'it was loaded');
    script.onerror = () => resolve('it was blocked');
    document.head.append(script);
})"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    def change(tree):
        return with_stream(tree)

    with Site(NAME, tmp_path_factory.mktemp("files"), change=change) as site:
        yield site


@pytest.fixture
def enter(site, context, watch):
    """A function that opens the room as somebody."""
    (server,) = site.servers
    watch.ports.add(server.port)
    # A picture that is opened by itself names no icon.
    watch.allowed.append("/favicon.ico")

    def enter(name, room="lobby"):
        give_cookies(context, server.url(host=f"{name}.localhost"), site.cookies[name])
        page = context.new_page()
        page.goto(server.url(f"/chat/{room}/", host=f"{name}.localhost"))
        expect_state(page, "Connected.")
        return page

    return enter


def send(page, file, name="cat.png"):
    """Choose a file (a path, or bytes) and press the button."""
    if isinstance(file, bytes):
        file = {"name": name, "mimeType": "image/png", "buffer": file}
    page.get_by_label("Picture").set_input_files(file)
    page.get_by_role("button", name="Send picture").click()


def expect_pictures(page, number):
    expect(page.get_by_role("log").locator("img")).to_have_count(number)


def address_of(page):
    return page.get_by_role("log").locator("img").last.evaluate("(image) => image.src")


def test_a_picture_is_sent_once_and_everybody_sees_it(enter):
    ada, grace = enter("ada"), enter("grace")
    for number in range(20):
        say(ada, f"Message {number}")
    expect(grace.get_by_role("log").locator("p")).to_have_count(20)
    posts = []
    ada.on("request", lambda request: request.method == "POST" and posts.append(request.url))
    send(ada, PHOTO)
    ada.get_by_role("button", name="Send picture").click()
    expect_state(ada, "Sent.")
    for page in (ada, grace):
        expect_pictures(page, 1)
        page.wait_for_function(LOADED)
        line = page.get_by_role("log").locator("p").last
        expect(line).to_have_text("ada:")
        expect(line.get_by_role("img")).to_have_accessible_name("picture")
        assert page.evaluate(TO_THE_END) <= NEAR_THE_END
    assert len(posts) == 1
    say(grace, "Nice")
    expect(ada.get_by_role("log").locator("p").last).to_have_text("grace: Nice")
    expect_pictures(ada, 1)


def test_what_is_not_sent_is_told_to_its_sender(site, enter, watch, context):
    page = enter("ada", "refused")
    # The browser itself asks for a file.
    page.get_by_role("button", name="Send picture").click()
    expect_state(page, "Connected.")
    watch.allowed += ["400", "403", "net::ERR", "Failed to fetch"]
    for file in (SCRIPT, PNG + bytes(LARGEST)):
        send(page, file)
        expect_state(page, REFUSED)
    for wrong in ("sessionid", "csrftoken"):
        page = enter("ada", "refused")
        context.clear_cookies(name=wrong)
        send(page, PICTURE)
        expect_state(page, NOT_SENT)
    page = enter("ada", "refused")
    with outage(site.servers[0], watch):
        expect_state(page, "Not connected. Trying again …")
        # What the socket says of itself comes in between.
        page.evaluate("setTimeout = () => {}")
        send(page, PICTURE)
        expect_state(page, NOT_SENT)
    page.reload()
    expect_pictures(page, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_a_web_page_behind_the_first_bytes_of_a_picture_does_not_run(enter, watch, kind):
    page, hidden = enter("ada", "hidden"), KINDS[kind] + b"<!doctype html>" + SCRIPT
    # It is no picture that a browser could show.
    send(page, hidden)
    expect_pictures(page, 1)
    address = address_of(page)
    answer = page.goto(address)
    assert (answer.status, answer.header_value("content-type")) == (200, kind)
    assert page.title() != "it ran"
    # The same bytes, if the view had said nothing better.
    page.route(address, lambda route: route.fulfill(content_type="text/html", body=hidden))
    page.goto(address)
    assert page.title() == "it ran"


def test_a_picture_that_is_a_script_too_does_not_run(enter, watch):
    page, script = enter("ada", "script"), b"GIF89a = 1; window.ran = true;"
    send(page, script)
    expect_pictures(page, 1)
    address = address_of(page)
    watch.allowed += ["MIME type", "failed"]
    assert page.evaluate(AS_SCRIPT, address) == "it was blocked"
    page.route(address, lambda route: route.fulfill(content_type="text/javascript", body=script))
    assert page.evaluate(AS_SCRIPT, address) == "it ran"


def test_a_page_learns_no_reason_when_its_message_is_too_long(enter):
    page = enter("ada", "long")
    code = page.evaluate(
        """() => new Promise((resolve) => {
            socket.addEventListener('close', (event) => resolve([event.code, event.reason]));
            socket.send('x'.repeat(2 ** 20 + 1));
        })"""
    )
    assert code == [1006, ""]
    expect_state(page, "Connected.")


def test_a_page_sends_and_reads_binary_frames(enter):
    (block,) = printed.proven_by("test_a_page_sends_and_reads_binary_frames")
    page = enter("ada")
    with page.expect_console_message(lambda message: message.text == "21.5 48"):
        page.evaluate(f"() => {{ {block.text} }}")
    kept = [line for line in block.text.splitlines() if "binaryType" not in line]
    told = "\n".join(kept).replace("...new Float32Array(event.data)", "String(event.data)")
    with page.expect_console_message(lambda message: message.text == "[object Blob]"):
        page.evaluate(f"() => {{ {told} }}")
