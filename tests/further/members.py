"""People of the build Accounts: they sign up, come and go, and are changed in the admin."""

import re
from contextlib import ExitStack

import pytest

from tests.further.site import SECONDS
from workshop.check.ask.account_probes import SIGN_IN, SIGN_UP, fill_in
from workshop.serve.client import Socket, request
from workshop.serve.people import PASSWORD
from workshop.serve.probes import word
from workshop.serve.target import Target

ROUTES = ("chat", "async-chat")
MAY_NOT_STAY = 4001
USERS, TEAMS = "/admin/auth/user/", "/admin/auth/group/"


def get(site, path, cookies=None, server=0):
    return request(site.servers[server].port, path, cookies=cookies, seconds=SECONDS)


def post(site, path, cookies=None, page=None, **fields):
    """Fill in the form at ``path``, or the one of ``page`` that posts there."""
    target = Target(site.servers[0].port, seconds=SECONDS)
    page = get(site, page or path, cookies)
    return fill_in(target, page, path, cookies or {}, **fields)


def sign_up(site, name, password=PASSWORD):
    return post(site, SIGN_UP, username=name, password1=password, password2=password)[0]


def enter(site, room, cookies, route="chat", server=0):
    path = f"/ws/{route}/{room}/"
    return Socket(site.servers[server].port, path, cookies=cookies, seconds=SECONDS)


@pytest.fixture
def sockets():
    """A function that enters a room at both consumers; all sockets are closed in the end."""
    with ExitStack() as stack:

        def sockets(site, room, cookies, server=0):
            made = [enter(site, room, cookies, route, server) for route in ROUTES]
            for socket in made:
                stack.callback(socket.close)
                assert socket.opened, socket.happened
            return made

        yield sockets


def codes(sockets):
    """Return the codes with which the server closes these sockets."""
    for socket in sockets:
        assert socket.receive() is None
    return [socket.code for socket in sockets]


def statuses(site, room, cookies, server=0):
    """Return what both consumers, then the page, answer to somebody who wants to enter."""
    found = []
    for route in ROUTES:
        with enter(site, room, cookies, route, server) as socket:
            found.append(socket.status)
    return [*found, get(site, f"/chat/{room}/", cookies, server).status]


def number_of(site, kind, name):
    """Return the number of an account or a group, as the admin's list links to it."""
    listed = get(site, f"{kind}?q={name}", site.cookies["ada"]).body
    return re.search(rf"{kind}(\d+)/change/[^>]*>{name}<", listed)[1]


def change_account(site, name, **fields):
    """Save the account on its page in the admin with these fields."""
    address = f"{USERS}{number_of(site, USERS, name)}/change/"
    day = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    given = {"username": name, **day, **fields}
    reply, _ = post(site, address, site.cookies["ada"], **given)
    assert reply.status == 302, reply.body


def newcomer(site):
    """Return the name and the cookies of somebody who has signed up and in."""
    name = word()
    assert sign_up(site, name).status == 302
    return name, post(site, SIGN_IN, username=name, password=PASSWORD)[1]
