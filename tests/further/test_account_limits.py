"""What the build Accounts does not do, and the order in which it asks: both consumers, Redis."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.further.layer_events import counting
from tests.further.members import (
    MAY_NOT_STAY,
    ROUTES,
    TEAMS,
    USERS,
    change_account,
    codes,
    enter,
    newcomer,
    number_of,
    post,
    statuses,
)
from tests.further.site import Site
from tests.support.waiting import become
from workshop.check.ask.account_probes import SIGN_OUT
from workshop.serve.people import sign_in
from workshop.serve.probes import word

NAME = "further/accounts"
FIRST = (
    "from django.contrib.auth.models import Group, User; u = User.objects.get(username='grace'); "
)
PRIVATE = FIRST + "Group.objects.create(name='board').user_set.add(u)"
REMOVE = FIRST + "Group.objects.get(name='board').user_set.remove(u)"
SAVED = FIRST + "u.save()"


@pytest.mark.all
def test_who_is_taken_out_of_a_group_around_the_signals_stays_until_saved(
    tmp_path, redis_url, sockets
):
    with Site(NAME, tmp_path, REDIS_URL=redis_url) as site:
        grace = site.cookies["grace"]
        site.manage("shell", "-c", PRIVATE)
        own, elsewhere = sockets(site, "board", grace), sockets(site, "lobby", grace)
        site.manage("shell", "-c", REMOVE)
        assert all(socket.answers_ping() for socket in own)
        assert statuses(site, "board", grace) == [403, 403, 404]
        site.manage("shell", "-c", SAVED)
        assert codes(own) == [MAY_NOT_STAY] * 2
        assert all(socket.answers_ping() for socket in elsewhere)


@pytest.mark.all
def test_an_account_that_is_deleted_keeps_its_sockets(accounts, sockets):
    name, cookies = newcomer(accounts)
    own = sockets(accounts, "lobby", cookies)
    address = f"{USERS}{number_of(accounts, USERS, name)}/delete/"
    reply, _ = post(accounts, address, accounts.cookies["ada"], post="yes")
    assert (reply.status, reply.location) == (302, USERS)
    assert statuses(accounts, "lobby", cookies) == [403, 403, 302]
    assert all(socket.answers_ping() for socket in own)


@pytest.mark.all
def test_who_is_in_a_room_that_becomes_private_stays_until_asked(accounts, sockets):
    room, (name, cookies) = word(), newcomer(accounts)
    own = sockets(accounts, room, cookies)
    post(accounts, f"{TEAMS}add/", accounts.cookies["ada"], name=room)
    assert statuses(accounts, room, cookies) == [403, 403, 404]
    assert all(socket.answers_ping() for socket in own)
    change_account(accounts, name, is_active="on")
    assert codes(own) == [MAY_NOT_STAY] * 2


# Who has read the account waits here, until something has happened to it.
WAITING = """

def waiting(ask):
    def asked(scope):
        answer = ask(scope)
        Path('asked').touch()
        while not Path('go on').exists():
            sleep(0.01)
        return answer
    return asked


may_stay = waiting(may_stay)
"""


def late(tree):
    """Return the build with consumers that ask before they join the group of their person."""
    changed = {}
    for path in ("chat/consumers.py", "chat/async_consumers.py"):
        lines = tree[path].splitlines(keepends=True)
        (joins,) = [line for line in lines if "group_add" in line and "self.account" in line]
        (room,) = [line for line in lines if "group_add" in line and "self.group_name" in line]
        lines.remove(joins)
        lines.insert(lines.index(room), joins)
        changed[path] = "".join(lines)
    return tree | changed


@pytest.mark.all
@pytest.mark.parametrize("change", [dict, late], ids=["as it is", "the other order"])
def test_a_logout_while_somebody_comes_is_missed_in_the_other_order_only(tmp_path, change):
    def slow(tree):
        imports = "from pathlib import Path\nfrom time import sleep\n\n"
        text = imports + tree["chat/accounts.py"] + WAITING
        return change(tree) | {"chat/accounts.py": text}

    with Site(NAME, tmp_path, change=slow) as site, ThreadPoolExecutor(1) as pool:
        asked, go_on = site.project / "asked", site.project / "go on"
        for route in ROUTES:
            cookies = sign_in(site.servers[0].port, "ada")
            coming = pool.submit(enter, site, "lobby", cookies, route)
            assert become(asked.exists)
            post(site, SIGN_OUT, cookies, "/chat/lobby/")
            go_on.touch()
            with coming.result() as socket:
                assert socket.opened, socket.happened
                if change is late:
                    assert socket.receive(1) is None and socket.answers_ping()
                else:
                    assert codes([socket]) == [MAY_NOT_STAY]
            asked.unlink()
            go_on.unlink()


SIGNALS = """
from django.contrib.auth.signals import user_logged_out
from django.contrib.sessions.models import Session
from django.test import Client

def there(request, **kwargs):
    key = request.session.session_key
    print("session", Session.objects.filter(session_key=key).count())

user_logged_out.connect(there)
with transaction.atomic():
    ada.save()
    told("inside")
told("after")
browser = Client()
browser.force_login(ada)
told("signed in")
browser.logout()
told("logged out")
"""
# When Django's own signal is sent, the session is still there.
TOLD = "inside 0|after 1|signed in 1|session 1|logged out 1"


@pytest.mark.all
def test_sockets_are_told_after_the_commit_and_at_each_sign_in(accounts):
    lines = accounts.manage("shell", "-c", counting({"type": "ask_again"}, SIGNALS)).splitlines()
    assert "|".join(lines[-5:]) == TOLD


def kept_in(engine):
    """Return what keeps the sessions of a tree in this engine of Django's."""

    def change(tree):
        line = f"\nSESSION_ENGINE = 'django.contrib.sessions.backends.{engine}'\n"
        return {"learning/settings.py": tree["learning/settings.py"] + line}

    return change


@pytest.mark.all
def test_who_has_a_session_in_a_cache_alone_gets_no_socket(tmp_path):
    with Site(NAME, tmp_path, change=kept_in("cache")) as site:
        assert statuses(site, "lobby", site.cookies["ada"]) == [403, 403, 200]


@pytest.mark.all
def test_with_a_session_in_a_cache_and_in_the_database_a_logout_closes_sockets(tmp_path, sockets):
    with Site(NAME, tmp_path, change=kept_in("cached_db")) as site:
        own = sockets(site, "lobby", site.cookies["ada"])
        post(site, SIGN_OUT, site.cookies["ada"], "/chat/lobby/")
        assert codes(own) == [MAY_NOT_STAY] * 2
