"""Who gets a socket, by which name of a room, and from which page; nobody else notices."""

import pytest

from tests.serve.provoke import say
from tests.serve.servers import Kind
from tests.support.quick import named, paired
from tests.support.waiting import become
from workshop.serve.client import Socket, request
from workshop.serve.people import sign_in, sign_out
from workshop.serve.probes import read

PROGRAMS = {"runserver": (), "daphne": (), "uvicorn": pytest.mark.all}
ROUTES = [(3, "chat"), (3, "async-chat")]
SOCKETS = [(2, "echo"), *ROUTES]
FOREIGN = {
    "another site": "http://foreign.example",
    "a longer name": "http://127.0.0.1.foreign.example",
    "our name as a user's": "http://127.0.0.1@foreign.example",
    "a file": "file://",
    "a frame without an origin": "null",
    "no Origin": None,
}
OWN = {
    "the page's": "",
    "https": "https://127.0.0.1",
    "ada's name": "http://ada.localhost",
    # The validator compares hosts; with them it takes every port.
    "another port": "http://127.0.0.1:1",
}
# Autobahn refuses these before Channels sees them.
BROKEN = {"no URL": "foreign", "half a URL": "http://["}
NO_GROUP = "TypeError: Group name must be"
NO_ROUTE = {
    "blank": "my%20room",
    "accent": "caf%C3%A9",
    "a hash": "a%23b",
    "up": "../x",
    "up, encoded": "..%2Fx",
    "a dot": "a.b",
    "a line's end": "a%0A",
    "a NUL": "%00",
    "not UTF-8": "%FF",
    "nothing": "",
}
# The route takes them, the page and the consumer do not.
TOO_LONG = {"51 letters": "a" * 51, "94 letters": "a" * 94}
ROUTED = {"a hyphen": "my-room", "an underscore": "_", "50 letters": "a" * 50, "a digit": "7"}
# What these servers log is a traceback of Channels, and so they are nobody else's.
APART = 8


SESSIONS = named({repr(one)[:12]: one for one in (None, "", "a" * 32, "x", "é", "%00", "x" * 5000)})
ORIGINS = [pytest.param(origin, 403, id=name) for name, origin in FOREIGN.items()]
ORIGINS += [pytest.param(origin, 101, id=name) for name, origin in OWN.items()]


def kinds(number=1):
    return [
        pytest.param(Kind(3, program, number=number), marks=marks, id=program)
        for program, marks in PROGRAMS.items()
    ]


def where(number=1, sockets=ROUTES):
    """Return a parameter, a kind and a route, for each program and each of the sockets."""
    return [
        pytest.param(
            Kind(step, program, number=number), route, marks=marks, id=f"{program}-{route}"
        )
        for program, marks in PROGRAMS.items()
        for step, route in sockets
    ]


@pytest.mark.parametrize(
    ("kind", "route", "origin", "status"), paired(ORIGINS, where(sockets=SOCKETS))
)
def test_origin(servers, kind, route, origin, status):
    with servers.target(kind, route=route).open("origins", origin=origin) as socket:
        assert socket.status == status, socket.happened
    assert servers.trouble(kind) == []


@pytest.mark.parametrize("program", ["runserver", "daphne"])
@pytest.mark.parametrize(("step", "route"), SOCKETS)
@pytest.mark.parametrize("origin", BROKEN.values(), ids=BROKEN)
def test_an_origin_that_is_none(servers, program, step, route, origin):
    kind = Kind(step, program)
    with servers.target(kind, route=route).open("origins", origin=origin) as socket:
        assert socket.status == 400, socket.happened
    assert servers.trouble(kind) == []


@pytest.mark.parametrize(("kind", "route", "session"), paired(SESSIONS, where()))
def test_a_session_that_is_none(servers, kind, route, session):
    cookies = {} if session is None else {"sessionid": session}
    with servers.target(kind, route=route).open("strangers", cookies=cookies) as socket:
        assert socket.status == 403, socket.happened
    assert servers.trouble(kind) == []


@pytest.mark.parametrize("kind", kinds())
def test_a_stale_session(servers, kind):
    port = servers.get(kind).port
    alan = sign_in(port, "alan")
    for route in ("chat", "async-chat"):
        with servers.target(kind, route=route).open("stale", cookies=alan) as socket:
            assert socket.opened, socket.happened

    assert sign_out(port, alan).status == 200
    for route in ("chat", "async-chat"):
        with servers.target(kind, route=route).open("stale", cookies=alan) as socket:
            assert socket.status == 403, socket.happened
    assert servers.trouble(kind) == []


@pytest.mark.parametrize(("kind", "route", "room"), paired(named(ROUTED), where()))
def test_a_good_name_of_a_room(servers, kind, route, room):
    with servers.target(kind, route=route).open(room) as socket:
        assert socket.opened, socket.happened
    assert servers.trouble(kind) == []


@pytest.mark.parametrize(("kind", "route", "room"), paired(named(NO_ROUTE), where(APART)))
def test_a_name_without_a_route(servers, kind, route, room):
    target = servers.target(kind, route=route)
    before = len(servers.get(kind).output())
    with target.open("neighbours") as neighbour:
        with target.open(room) as socket:
            assert socket.status == 500, socket.happened
        assert say(target, neighbour)[2]
    # No page leads here. Channels says so with an error of its own, once.
    log = servers.get(kind).output()[before:]
    assert log.count("ValueError: No route found for path") == 1
    assert log.count("Traceback") == 1 + log.count(NO_GROUP)


@pytest.mark.parametrize(("kind", "route", "room"), paired(named(TOO_LONG), where()))
def test_a_name_that_is_too_long(servers, kind, route, room):
    with servers.target(kind, route=route).open(room) as socket:
        assert socket.status == 403, socket.happened
    assert servers.trouble(kind) == []


@pytest.mark.parametrize("kind", kinds(APART), ids=str)
@pytest.mark.parametrize("route", ["chat", "async-chat"])
def test_a_name_that_no_group_can_have(servers, kind, route):
    target = servers.target(kind, route=route)
    before = len(servers.get(kind).output())
    with target.open("neighbours") as neighbour:
        with target.open("a" * 95) as socket:
            assert socket.status == 403, socket.happened
        assert say(target, neighbour)[2]
    # disconnect() leaves a group that cannot be. Daphne may have forgotten the connection before it
    # looks for errors, as it does once a second.
    if kind.program == "uvicorn":
        assert become(lambda: NO_GROUP in servers.get(kind).output()[before:])
    log = servers.get(kind).output()[before:]
    assert log.count("Traceback") == log.count(NO_GROUP) <= 1


@pytest.mark.parametrize("kind", kinds())
@pytest.mark.parametrize(
    "room",
    [pytest.param(room, id=name) for name, room in (NO_ROUTE | TOO_LONG).items() if room],
)
def test_the_page_of_such_a_name_is_a_404(servers, kind, room):
    ada = servers.people(3)[0]

    reply = request(servers.get(kind).port, f"/chat/{room}/", cookies=ada)

    assert reply.status == 404
    assert servers.trouble(kind) == []


@pytest.mark.parametrize("kind", kinds())
def test_one_browser_is_three_people(servers, kind):
    port = servers.get(kind).port
    for name in ("ada", "grace", "alan"):
        host = f"{name}.localhost"
        cookies = sign_in(port, name, host=host)
        with Socket(port, "/ws/chat/names/", host=host, cookies=cookies) as socket:
            socket.send('{"message": "hello"}')
            assert read(socket.receive())[1] == {"message": "hello", "username": name}


@pytest.mark.parametrize("kind", kinds())
@pytest.mark.parametrize("page", ["/chat/", "/chat/lobby/"])
def test_a_stranger_is_led_to_the_page_for_signing_in(servers, kind, page):
    reply = request(servers.get(kind).port, page)

    assert (reply.status, reply.location) == (302, f"/admin/login/?next={page}")
