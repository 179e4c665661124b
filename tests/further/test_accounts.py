"""The build Accounts: sign up, sign in, log out, and rooms for members; both consumers, Redis."""

from contextlib import ExitStack

import pytest

from tests.further.members import (
    MAY_NOT_STAY,
    ROUTES,
    TEAMS,
    change_account,
    codes,
    get,
    newcomer,
    number_of,
    post,
    sign_up,
    statuses,
)
from tests.further.site import SECONDS, Site
from tests.further.typed import begins_and_serves
from tests.support import needs
from workshop.check.ask.account_probes import SIGN_IN, SIGN_OUT, SIGN_UP
from workshop.lesson import checkpoints
from workshop.serve.client import request
from workshop.serve.people import LOGOUT, PASSWORD, sign_in
from workshop.serve.probes import PROBES, word
from workshop.serve.redis_server import redis_server

NAME = "further/accounts"


@pytest.mark.parametrize("route", ROUTES)
def test_it_keeps_what_its_page_promises(accounts, route):
    made, promised = accounts.target(route), checkpoints.promises(accounts.point)
    # What is its own takes long, and is asked in tests/check/test_builds_asked.py.
    kept = {claim: held for claim, held in promised.items() if claim in PROBES}
    assert {claim: PROBES[claim](made).held for claim in kept} == kept


def test_a_stranger_signs_up_signs_in_and_is_no_superuser(accounts):
    name, wanted = word(), "/chat/lobby/"
    reply = get(accounts, wanted)
    assert (reply.status, reply.location) == (302, f"{SIGN_IN}?next={wanted}")
    assert f'href="{SIGN_UP}"' in get(accounts, reply.location).body
    assert "too common" in sign_up(accounts, name, "password").body
    # The name is not taken by what was refused, and is taken after that.
    done = sign_up(accounts, name)
    assert (done.status, done.location) == (302, SIGN_IN)
    assert "already exists" in sign_up(accounts, name).body
    refused, _ = post(accounts, reply.location, username=name, password="wrong")
    assert (refused.status, "errorlist" in refused.body) == (200, True)
    came, cookies = post(accounts, reply.location, username=name, password=PASSWORD)
    assert (came.status, came.location) == (302, wanted)
    assert statuses(accounts, "lobby", cookies) == [101, 101, 200]
    assert get(accounts, "/admin/", cookies).status == 302
    came, _ = post(accounts, SIGN_IN, username=name, password=PASSWORD)
    assert came.location == "/chat/"


@pytest.mark.parametrize("address", [SIGN_OUT, LOGOUT])
def test_logging_out_closes_the_sockets_of_this_session_and_of_no_other(accounts, sockets, address):
    port, room = accounts.servers[0].port, word()
    here, there = sign_in(port, "ada"), sign_in(port, "ada")
    own, elsewhere = sockets(accounts, room, here), sockets(accounts, room, there)
    others = sockets(accounts, room, accounts.cookies["grace"])
    assert get(accounts, address, here).status == 405
    assert request(port, address, form={}, cookies=here, seconds=SECONDS).status == 403
    page = f"/chat/{room}/" if address == SIGN_OUT else "/admin/"
    reply, _ = post(accounts, address, here, page)
    assert (reply.status, reply.location) == (302, SIGN_IN)
    assert codes(own) == [MAY_NOT_STAY] * 2
    assert statuses(accounts, room, here) == [403, 403, 302]
    assert all(socket.answers_ping() for socket in [*elsewhere, *others])
    elsewhere[0].send('{"message": "still here"}')
    for socket in [*elsewhere, *others]:
        assert "still here" in socket.receive()


def test_logging_out_without_being_signed_in_leads_to_the_page_to_sign_in(accounts):
    reply, _ = post(accounts, SIGN_OUT, page=SIGN_IN)
    assert (reply.status, reply.location) == (302, SIGN_IN)


def test_a_private_room_is_for_its_members_as_long_as_they_are(accounts, sockets):
    room, (name, cookies) = word(), newcomer(accounts)
    assert statuses(accounts, room, cookies) == [101, 101, 200]
    reply, _ = post(accounts, f"{TEAMS}add/", accounts.cookies["ada"], name=room)
    assert reply.status == 302
    for outsider in (cookies, accounts.cookies["ada"]):
        assert statuses(accounts, room, outsider) == [403, 403, 404]
    group = number_of(accounts, TEAMS, room)
    change_account(accounts, name, is_active="on", groups=group)
    member, elsewhere = (sockets(accounts, where, cookies) for where in (room, word()))
    assert get(accounts, f"/chat/{room}/", cookies).status == 200
    change_account(accounts, name, is_active="on", first_name="Still a member", groups=group)
    assert all(socket.answers_ping() for socket in member)
    change_account(accounts, name, is_active="on")
    assert codes(member) == [MAY_NOT_STAY] * 2
    assert statuses(accounts, room, cookies) == [403, 403, 404]
    assert all(socket.answers_ping() for socket in elsewhere)


@pytest.mark.all
def test_an_account_that_is_made_inactive_has_no_sockets(accounts, sockets):
    name, cookies = newcomer(accounts)
    own = sockets(accounts, "lobby", cookies)
    change_account(accounts, name)
    assert codes(own) == [MAY_NOT_STAY] * 2
    assert statuses(accounts, "lobby", cookies) == [403, 403, 302]


@pytest.mark.all
def test_a_changed_password_ends_all_sessions_but_the_one_that_has_changed_it(tmp_path, sockets):
    with Site(NAME, tmp_path) as site:
        here, there = site.cookies["ada"], sign_in(site.servers[0].port, "ada")
        own, elsewhere = sockets(site, "lobby", here), sockets(site, "lobby", there)
        new = {"old_password": PASSWORD, "new_password1": word(), "new_password2": ""}
        new["new_password2"] = new["new_password1"]
        reply, again = post(site, "/admin/password_change/", here, **new)
        assert reply.status == 302
        assert codes([*own, *elsewhere]) == [MAY_NOT_STAY] * 4
        assert statuses(site, "lobby", again) == [101, 101, 200]
        assert statuses(site, "lobby", there) == [403, 403, 302]


@pytest.mark.all
def test_the_commands_of_the_page_accounts(tmp_path):
    begins_and_serves("test_the_commands_of_the_page_accounts", tmp_path)


MAKE_INACTIVE = (
    "from django.contrib.auth.models import User; "
    "User.objects.filter(username='ada').update(is_active=False)"
)
EXPIRE = (
    "from django.contrib.sessions.models import Session; from django.utils import timezone; "
    "Session.objects.update(expire_date=timezone.now())"
)
SAVE = "from django.contrib.auth.models import User; User.objects.get(username='ada').save()"


@pytest.mark.all
def test_with_redis_every_server_hears_of_a_logout_and_of_manage_py(tmp_path, redis_url, sockets):
    with Site(NAME, tmp_path, 2, REDIS_URL=redis_url) as site:
        ada, grace = site.cookies["ada"], site.cookies["grace"]
        here, there = sockets(site, "lobby", ada), sockets(site, "lobby", ada, server=1)
        others = sockets(site, "lobby", grace, server=1)
        post(site, SIGN_OUT, ada, "/chat/lobby/")
        assert codes([*here, *there]) == [MAY_NOT_STAY] * 4
        assert statuses(site, "lobby", ada, server=1) == [403, 403, 302]
        assert all(socket.answers_ping() for socket in others)
        # A session that expires closes nothing, until its row is deleted.
        site.manage("shell", "-c", EXPIRE)
        assert all(socket.answers_ping() for socket in others)
        site.manage("clearsessions")
        assert codes(others) == [MAY_NOT_STAY] * 2


@pytest.mark.all
def test_what_nobody_hears_closes_nothing(tmp_path, sockets):
    with Site(NAME, tmp_path) as site:
        own = sockets(site, "lobby", site.cookies["ada"])
        # Around the signals, and then in another process without Redis.
        for code in (MAKE_INACTIVE, SAVE):
            site.manage("shell", "-c", code)
            assert [socket.receive(1) for socket in own] == [None, None]
            assert all(socket.answers_ping() for socket in own)
        assert statuses(site, "lobby", site.cookies["ada"]) == [403, 403, 302]


@pytest.mark.all
def test_people_sign_in_and_out_while_redis_is_away(tmp_path):
    needs.redis()
    with ExitStack() as stack:
        with redis_server() as url:
            site = stack.enter_context(Site(NAME, tmp_path, REDIS_URL=url))
            assert statuses(site, "lobby", site.cookies["ada"]) == [101, 101, 200]
        cookies = sign_in(site.servers[0].port, "ada")
        reply, _ = post(site, SIGN_OUT, cookies, "/chat/lobby/")
        assert (reply.status, reply.location) == (302, SIGN_IN)
        assert get(site, "/chat/lobby/", cookies).status == 302
