"""The build A separate front end in a browser: another origin, its ticket, its codes, its end."""

import shlex
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.chat import expect_messages, expect_state, give_cookies, outage, say
from tests.browser.conftest import SECONDS
from tests.further.site import Site
from tests.support import printed
from tests.support.waiting import become
from workshop.base import processes
from workshop.serve.people import PASSWORD
from workshop.serve.ports import listening
from workshop.serve.server import LOOPBACK, free_port

FILE = "chat/front_end.py"
ORIGIN = "http://localhost:5500"
SERVER = "http://127.0.0.1:8000"
LASTS = "TOKEN_SECONDS, TICKET_SECONDS = 3600, 30"
# What a script learns of a socket: whether it opened, and the code of its end or None.
LEARNT = """address => new Promise((resolve) => {
    const socket = new WebSocket(address);
    let opened = false;
    socket.onopen = () => {
        opened = true;
        setTimeout(() => resolve([opened, null]), 1000);
    };
    socket.onclose = (event) => resolve([opened, event.code]);
})"""
READS = """address => fetch(address, {method: 'POST', body: new URLSearchParams()})
    .then((answer) => answer.json(), (error) => error.name)"""


class FrontEnd(Site):
    """The build, and its front end at ``port`` as the page says; a context manager."""

    def __init__(self, folder, lasts=LASTS):
        self.port = free_port()

        def change(tree):
            assert ORIGIN in tree[FILE] and LASTS in tree[FILE]
            text = tree[FILE].replace(ORIGIN, self.url("localhost")).replace(LASTS, lasts)
            return {FILE: text}

        super().__init__("further/frontend", folder, change=change)
        script = self.project / "front_end" / "chat.js"
        text = script.read_text(encoding="utf-8")
        assert SERVER in text
        script.write_text(text.replace(SERVER, self.servers[0].url("")), encoding="utf-8")

    def url(self, host):
        return f"http://{host}:{self.port}"

    def __enter__(self):
        super().__enter__()
        (block,) = printed.proven_by("test_a_page_of_another_origin_signs_in_and_chats")
        program, *words = shlex.split(block.text.replace("5500", str(self.port)))
        assert program == "python"
        with self._stack:
            command = [sys.executable, *words]
            self._stack.enter_context(processes.group(command, cwd=self.project))
            assert become(lambda: listening(self.port))
            self._stack = self._stack.pop_all()
        return self


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with FrontEnd(tmp_path_factory.mktemp("frontend")) as site:
        yield site


def visit(context, watch, site, host="localhost"):
    watch.ports |= {site.port, site.servers[0].port}
    watch.allowed += ["/favicon.ico", "404 (File not found)"]
    page = context.new_page()
    page.goto(site.url(host))
    return page


def sign_in(page, name="ada", password=PASSWORD):
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Enter").click()


def bring_grace(context, site, host):
    give_cookies(context, site.servers[0].url(host=host), site.cookies["grace"])


@pytest.mark.all
def test_a_page_of_another_origin_signs_in_and_chats(site, context, watch):
    bring_grace(context, site, "grace.localhost")
    page = visit(context, watch, site)
    sign_in(page, password="wrong")
    expect_state(page, "Sign in again.")
    sign_in(page)
    expect_state(page, "Connected.")
    expect(page.get_by_label("Password")).to_be_hidden()
    grace = context.new_page()
    grace.goto(site.servers[0].url("/chat/lobby/", host="grace.localhost"))
    expect_state(grace, "Connected.")
    say(page, "From elsewhere")
    say_back = ["ada: From elsewhere", "grace: <b>Hello</b>"]
    expect_messages(grace, say_back[:1])
    say(grace, "<b>Hello</b>")
    for one in (page, grace):
        expect_messages(one, say_back)
    watch.allowed.append("net::ERR_CONNECTION_REFUSED")
    # It fetches before it opens a socket.
    with outage(site.servers[0], watch), page.expect_event("requestfailed"):
        expect(page.get_by_label("Message")).to_be_hidden()
    expect_state(page, "Connected.")
    say(page, "Back again")
    expect_messages(page, [*say_back, "ada: Back again"])


@pytest.mark.all
def test_a_page_reads_the_code_of_a_refusal_after_accept_only(site, context, watch):
    (block,) = printed.proven_by("test_a_page_reads_the_code_of_a_refusal_after_accept_only")
    watch.allowed.append("console WebSocket connection to")
    page = visit(context, watch, site)
    server = site.servers[0].url("").removeprefix("http://")
    typed = block.text.replace("127.0.0.1:8000", server)
    with page.expect_console_message(lambda message: message.text == "closed with 4001"):
        page.evaluate(f"() => {{ {typed} }}")
    lobby = f"ws://{server}/ws/chat/lobby/"
    assert page.evaluate(LEARNT, f"{lobby}?ticket=x") == [True, 4001]
    assert page.evaluate(LEARNT, lobby) == [False, 1006]


@pytest.mark.all
def test_a_cookie_goes_to_its_own_host_from_any_port_and_to_no_other_site(site, context, watch):
    watch.allowed.append("console WebSocket connection to")
    bring_grace(context, site, LOOPBACK)
    lobby = f"ws://{LOOPBACK}:{site.servers[0].port}/ws/chat/lobby/"
    # Both origins are among ALLOWED_HOSTS: what is missing in the second case is the cookie.
    assert visit(context, watch, site, LOOPBACK).evaluate(LEARNT, lobby) == [True, None]
    assert visit(context, watch, site).evaluate(LEARNT, lobby) == [False, 1006]


@pytest.mark.all
def test_a_cookie_goes_to_another_name_of_the_same_site(site, context, watch):
    bring_grace(context, site, "api.club.localhost")
    page = visit(context, watch, site, "www.club.localhost")
    lobby = f"ws://api.club.localhost:{site.servers[0].port}/ws/chat/lobby/"
    assert page.evaluate(LEARNT, lobby) == [True, None]


@pytest.mark.all
def test_only_the_one_origin_can_read_the_answer(site, context, watch):
    watch.allowed += ["blocked by CORS policy", "net::ERR_FAILED"]
    address = site.servers[0].url("/chat/enter/")
    answer = visit(context, watch, site).evaluate(READS, address)
    assert answer == {"error": "Sign in again."}
    page = visit(context, watch, site, LOOPBACK)
    assert page.evaluate(READS, address) == "TypeError"
    # The page tries again, and says nothing.
    with page.expect_event("requestfailed"):
        sign_in(page)
    page.wait_for_event("requestfailed")
    expect_state(page, "")


PREFLIGHT = """address => fetch(address, {
    method: 'POST', body: '{}', headers: {'Content-Type': 'application/json'},
}).then(() => 'read', (error) => error.name)"""


@pytest.mark.all
def test_a_form_is_sent_at_once_and_json_asks_for_leave_first(site, context, watch):
    watch.allowed += ["blocked by CORS policy", "net::ERR_FAILED"]
    address, asked = site.servers[0].url("/chat/enter/"), "OPTIONS /chat/enter/"
    page = visit(context, watch, site)
    assert page.evaluate(READS, address) == {"error": "Sign in again."}
    assert asked not in site.servers[0].output()
    assert page.evaluate(PREFLIGHT, address) == "TypeError"
    assert become(lambda: asked in site.servers[0].output())


@pytest.mark.all
def test_after_a_reload_the_token_is_gone(site, context, watch):
    page = visit(context, watch, site)
    sign_in(page)
    expect_state(page, "Connected.")
    page.reload()
    expect(page.get_by_label("Password")).to_be_visible()
    expect(page.get_by_label("Message")).to_be_hidden()


@pytest.mark.all
def test_when_the_token_ends_the_page_reads_it_and_asks_for_the_password(tmp_path, context, watch):
    lasts = "TOKEN_SECONDS, TICKET_SECONDS = 4, 30"
    with FrontEnd(tmp_path, lasts) as site:
        page = visit(context, watch, site)
        sign_in(page)
        expect_state(page, "Connected.")
        state = "document.querySelector('[role=status]').textContent"
        page.wait_for_function(f"{state} === 'Closed with 4002.'", timeout=SECONDS * 1000)
        expect_state(page, "Sign in again.")
        sign_in(page)
        expect_state(page, "Connected.")
