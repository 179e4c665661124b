"""The build A separate front end: tickets, their end, their codes; both consumers, two servers."""

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection
from urllib.parse import quote

import pytest

from tests.further.site import SECONDS, Site
from tests.further.typed import begins_and_serves
from tests.support import needs, printed
from tests.support.waiting import become
from workshop.base import processes
from workshop.check.ask.probe_list import ASKS
from workshop.lesson import checkpoints
from workshop.serve.client import Socket, request
from workshop.serve.people import PASSWORD
from workshop.serve.ports import listening
from workshop.serve.probes import FOREIGN, collect, word
from workshop.serve.server import LOOPBACK, free_port

NAME = "further/frontend"
ROUTES = ("chat", "async-chat")
FILE = "chat/front_end.py"
ENTER = "/chat/enter/"
ADA = {"username": "ada", "password": PASSWORD}
BAD_TICKET, END = 4001, 4002
LASTS = "TOKEN_SECONDS, TICKET_SECONDS = 3600, 30"


def lasting(token, ticket):
    """Return what changes a tree so that a token and a ticket last these seconds."""

    def change(tree):
        text = tree[FILE].replace(LASTS, f"TOKEN_SECONDS, TICKET_SECONDS = {token}, {ticket}")
        assert text != tree[FILE]
        return {FILE: text}

    return change


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with Site(NAME, tmp_path_factory.mktemp("frontend")) as site:
        yield site


@pytest.fixture(scope="module")
def token(site):
    return enter(site, **ADA)["token"]


def enter(site, server=0, **form):
    """Return what the server answers to a form."""
    reply = request(site.servers[server].port, ENTER, form=form, seconds=SECONDS)
    assert (reply.status, reply.kind) == (200, "application/json"), reply.happened
    return json.loads(reply.body)


def come(site, ticket, room="lobby", route="chat", server=0, **options):
    """Return a ``Socket`` with this ticket, without a cookie and with a foreign page's Origin."""
    path = f"/ws/{route}/{room}/?ticket={quote(ticket)}"
    options = {"origin": FOREIGN, "seconds": SECONDS, **options}
    return Socket(site.servers[server].port, path, **options)


def closed(socket):
    """Return whether it was let in, and the code with which it was closed then."""
    with socket:
        assert socket.receive() is None
        return socket.opened, socket.code


@pytest.mark.parametrize("route", ROUTES)
def test_it_keeps_what_its_page_promises(site, route):
    made, promised = site.target(route), checkpoints.promises(site.point)
    assert {claim: ASKS[claim](made).held for claim in promised} == promised


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("origin", [FOREIGN, None], ids=["a page", "a phone"])
def test_a_ticket_lets_in_once_whoever_it_was_made_for(site, token, route, origin):
    ticket, room = enter(site, token=token)["ticket"], word()
    with (
        come(site, ticket, room, route, origin=origin) as socket,
        site.join("grace", room, route=route) as grace,
    ):
        socket.send('{"message": "From elsewhere"}')
        expected = {"message": "From elsewhere", "username": "ada"}
        for one in (socket, grace.socket):
            assert json.loads(one.receive()) == expected, one.happened
        assert closed(come(site, ticket, room, route)) == (True, BAD_TICKET)
        assert socket.answers_ping()


@pytest.mark.all
def test_of_many_who_come_with_one_ticket_one_gets_in(site, token):
    ticket = enter(site, token=token)["ticket"]
    with ExitStack() as stack, ThreadPoolExecutor(8) as pool:
        sockets = list(pool.map(lambda _: come(site, ticket), range(8)))
        for socket in sockets:
            stack.callback(socket.close)
        alive = [socket for socket in sockets if socket.answers_ping()]
        codes = {socket.code for socket in sockets if socket not in alive and not socket.receive()}
        assert (len(alive), codes) == (1, {BAD_TICKET})


@pytest.mark.parametrize("ticket", ["", "x", "é\0 ", "0" * 5000, "a b"])
def test_any_other_ticket_is_told_its_code(site, ticket):
    assert closed(come(site, ticket, cookies=site.cookies["ada"])) == (True, BAD_TICKET)


def test_without_accept_no_code_arrives(site):
    path = "/ws/chat/lobby/"
    with Socket(site.servers[0].port, path, seconds=SECONDS) as socket:
        assert (socket.opened, socket.status) == (False, 403)
    # No Origin, as from a phone: not even a cookie helps.
    cookies = site.cookies["ada"]
    with Socket(site.servers[0].port, path, origin=None, cookies=cookies) as socket:
        assert socket.status == 403


@pytest.mark.parametrize(
    "form",
    [
        {},
        {**ADA, "password": "wrong"},
        {**ADA, "username": "a\0da"},
        {"token": "x"},
        {"token": "é:" * 9},
        {"token": "0" * 9999},
    ],
)
def test_a_wrong_word_gets_no_ticket(site, form):
    assert enter(site, **form) == {"error": "Sign in again."}


def test_a_cookie_alone_gets_no_ticket_and_a_token_that_was_changed_neither(site, token):
    port, cookies = site.servers[0].port, site.cookies["ada"]
    reply = request(port, ENTER, form={}, cookies=cookies, seconds=SECONDS)
    assert json.loads(reply.body) == {"error": "Sign in again."}
    assert enter(site, token=token[:-1] + ("a" if token[-1] != "a" else "b")) == {
        "error": "Sign in again."
    }
    # A ticket is no token.
    assert "error" in enter(site, token=enter(site, token=token)["ticket"])


@pytest.mark.all
def test_a_user_who_is_gone_gets_no_socket(site):
    ticket = enter(site, username="alan", password=PASSWORD)["ticket"]
    users = "from django.contrib.auth.models import User; User.objects.filter(username='alan')"
    site.manage("shell", "-c", f"{users}.update(is_active=False)")
    assert closed(come(site, ticket)) == (True, BAD_TICKET)


NEW_PASSWORD = """
from django.contrib.auth.models import User
user = User.objects.get(username="{name}")
user.set_password("{password}")
user.save()
"""


@pytest.mark.all
def test_a_token_outlives_a_new_password(tmp_path):
    with Site(NAME, tmp_path) as site:
        token = enter(site, **ADA)["token"]
        site.manage("shell", "-c", NEW_PASSWORD.format(name="ada", password=word()))
        assert enter(site, **ADA) == {"error": "Sign in again."}
        with come(site, enter(site, token=token)["ticket"]) as socket:
            assert socket.answers_ping()


def test_the_server_s_own_lines_do_not_show_the_ticket(site, token):
    ticket = enter(site, token=token)["ticket"]
    room = word()
    with come(site, ticket, room) as socket:
        assert socket.answers_ping()
    output = site.servers[0].output()
    assert f"/ws/chat/{room}/" in output and ticket not in output and token not in output


def test_one_origin_may_read_the_answer(site):
    connection = HTTPConnection(LOOPBACK, site.servers[0].port, timeout=SECONDS)
    connection.request("POST", ENTER, headers={"Origin": FOREIGN})
    answer = connection.getresponse()
    assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:5500"
    assert answer.headers["Access-Control-Allow-Credentials"] is None
    connection.close()


@pytest.mark.all
def test_the_socket_is_closed_when_the_token_ends(tmp_path):
    with Site(NAME, tmp_path, change=lasting(3, 30)) as site, ExitStack() as stack:
        begun, rooms = time.monotonic(), {route: word() for route in ROUTES}
        token = enter(site, **ADA)["token"]
        sockets = []
        for route, room in rooms.items():
            ticket = enter(site, token=token)["ticket"]
            sockets.append(stack.enter_context(come(site, ticket, room, route)))
            assert sockets[-1].send('{"message": "before"}')
        for socket in sockets:
            assert collect(socket, "before", SECONDS)
            assert closed(socket) == (True, END)
        assert time.monotonic() - begun >= 2.9
        assert enter(site, token=token) == {"error": "Sign in again."}
        # The consumers have left their groups, and nothing was reported.
        for route, room in rooms.items():
            with site.join("grace", room, route=route) as grace:
                grace.say("after")
                assert grace.socket.receive()
        assert "Traceback" not in site.servers[0].output()


@pytest.mark.all
def test_the_commands_of_the_page(tmp_path):
    begins_and_serves("test_frontend.py::test_the_commands_of_the_page", tmp_path)


@pytest.mark.all
def test_a_ticket_ends_by_itself(tmp_path):
    with Site(NAME, tmp_path, change=lasting(3600, 1)) as site:
        ticket = enter(site, **ADA)["ticket"]
        time.sleep(1.1)
        assert closed(come(site, ticket)) == (True, BAD_TICKET)


def shared(tree):
    """Return the settings with the lines of the page behind them."""
    (block,) = printed.proven_by("test_two_servers_share_tickets_with_the_lines_of_the_page")
    assert block.options["title"] == "learning/settings.py"
    return {"learning/settings.py": f"{tree['learning/settings.py']}\n{block.text}"}


@pytest.mark.all
@pytest.mark.parametrize("route", ROUTES)
def test_two_servers_share_tickets_with_the_lines_of_the_page(tmp_path, redis_url, route):
    with Site(NAME, tmp_path, 2, change=shared, REDIS_URL=redis_url) as site:
        ticket, room = enter(site, **ADA)["ticket"], word()
        with (
            come(site, ticket, room, route, server=1) as socket,
            site.join("grace", room, route=route) as grace,
        ):
            grace.say("over Redis")
            assert json.loads(socket.receive())["message"] == "over Redis"
            for server in (0, 1):
                assert closed(come(site, ticket, room, route, server)) == (True, BAD_TICKET)


@pytest.mark.all
def test_without_these_lines_a_second_server_does_not_know_the_ticket(tmp_path, redis_url):
    with Site(NAME, tmp_path, 2, REDIS_URL=redis_url) as site:
        ticket = enter(site, **ADA)["ticket"]
        assert closed(come(site, ticket, server=1)) == (True, BAD_TICKET)
        with come(site, ticket) as socket:
            assert socket.answers_ping()


NGINX = """\
{user}
daemon off;
pid {folder}/nginx.pid;
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen {here};
        location / {{
            proxy_pass http://{there};
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection upgrade;
            proxy_set_header Host $http_host;
        }}
    }}
}}
"""


@pytest.mark.all
def test_nginx_writes_the_address_into_its_log_and_no_body(site, token, tmp_path):
    program = needs.program("nginx", "nginx")
    port, main = free_port(), tmp_path / "main.conf"
    user = "user root;" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
    here, there = f"{LOOPBACK}:{port}", f"{LOOPBACK}:{site.servers[0].port}"
    main.write_text(NGINX.format(user=user, folder=tmp_path, here=here, there=there))
    ticket = enter(site, token=token)["ticket"]
    with processes.group([program, "-e", str(tmp_path / "error.log"), "-c", str(main)]):
        assert become(lambda: listening(port))
        assert request(port, ENTER, form={"token": token}, seconds=SECONDS).status == 200
        with Socket(port, f"/ws/chat/lobby/?ticket={ticket}", seconds=SECONDS) as socket:
            assert socket.answers_ping()
        log = tmp_path / "access.log"
        assert become(lambda: f"?ticket={ticket} " in log.read_text(encoding="utf-8"))
        assert token not in log.read_text(encoding="utf-8")
