"""The build Who is here: windows, rooms, servers that die; both consumers, memory and Redis."""

import json
import re
import sqlite3
import time
from contextlib import closing, contextmanager

import pytest

from tests.further.site import SECONDS, Site
from tests.further.typed import Migrating, begins_and_serves
from tests.support import printed
from workshop.check.ask.probe_list import ASKS
from workshop.lesson import checkpoints
from workshop.serve.client import Socket
from workshop.serve.people import sign_in
from workshop.serve.probes import word

NAME = "further/here"
ROUTES = ("chat", "async-chat")
OTHER = {"chat": "async-chat", "async-chat": "chat"}
FUNCTIONS = "chat/here.py"
SETTINGS = "learning/settings.py"
LEAVING = "learning/leaving.py"
ALL = ["ada", "alan", "grace"]
PEOPLE = """
from django.contrib.auth.models import User
from django.test import Client
for number in range(30):
    browser = Client()
    browser.force_login(User.objects.create_user(f'person{number}'))
    print(f'person{number}', browser.cookies['sessionid'].value)
"""
LOGGED = """
LOGGING = {
    'version': 1,
    'handlers': {'console': {'class': 'logging.StreamHandler'}},
    'loggers': {'django.db.backends': {'level': 'DEBUG', 'handlers': ['console']}},
}
"""


class Visitor:
    """One window in a room; ``names`` is the newest list that it was sent. A context manager."""

    def __init__(self, site, name, room, route="chat", server=0):
        path, port = f"/ws/{route}/{room}/", site.servers[server].port
        self.socket = Socket(port, path, cookies=site.cookies[name], seconds=SECONDS)
        assert self.socket.opened, self.socket.happened
        self.names, self.heard, self.lists = None, [], 0

    def beat(self):
        assert self.socket.send("here")

    def take(self, seconds):
        """Read one frame; return whether one came."""
        frame = self.socket.receive(max(0, seconds))
        if frame is None:
            return False
        data = json.loads(frame)
        assert data.keys() in ({"here"}, {"message", "username"}), data
        if "here" in data:
            self.names, self.lists = data["here"], self.lists + 1
        else:
            self.heard.append(data["message"])
        return True

    def told(self, *names, beats=False):
        """Wait until this list comes, saying meanwhile that the page is there, or not."""
        deadline = time.monotonic() + SECONDS
        while self.names != list(names):
            assert time.monotonic() < deadline and not self.socket.code, self.names
            if beats:
                self.beat()
            self.take(0.2 if beats else deadline - time.monotonic())
        return True

    def settled(self, *names):
        """Hear all that is on its way, and return whether the newest list is this one."""
        said = word()
        assert self.socket.send(json.dumps({"message": said}))
        while said not in self.heard:
            assert self.take(SECONDS), self.socket.happened
        return self.names == list(names)

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()


@contextmanager
def serving(folder, *number, **options):
    """Serve the build to ada, grace and alan; kill the servers in the end.

    Daphne, stopped while an ordinary consumer's ``disconnect`` runs, may wait for it too long.
    """
    with Site(NAME, folder, *number, **options) as site:
        site.cookies["alan"] = sign_in(site.servers[0].port, "alan")
        try:
            yield site
        finally:
            for server in site.servers:
                server.stop(gentle=0)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """One server of the build, in memory."""
    with serving(tmp_path_factory.mktemp("here")) as site:
        yield site


def rows(site, room, older=0):
    """Make the rows of a room older by so many seconds; return how many there are."""
    with closing(sqlite3.connect(site.project / "db.sqlite3")) as database, database:
        age = "UPDATE chat_window SET seen = datetime(seen, ?) WHERE room = ?"
        return database.execute(age, (f"-{older} seconds", room)).rowcount


@pytest.mark.parametrize("route", ROUTES)
def test_it_keeps_what_its_page_promises(here, route):
    made, promised = here.target(route), checkpoints.promises(here.point)
    assert {claim: ASKS[claim](made).held for claim in promised} == promised


@pytest.mark.parametrize("route", ROUTES)
def test_windows_are_no_people_and_rooms_are_apart(here, route):
    room = word()
    with (
        Visitor(here, "alan", word(), route) as elsewhere,
        Visitor(here, "ada", room, route) as ada,
    ):
        assert ada.told("ada")
        window = Visitor(here, "grace", room, OTHER[route])
        assert window.told("ada", "grace") and ada.told("ada", "grace")
        lists = ada.lists
        with Visitor(here, "grace", room, route) as second:
            assert second.told("ada", "grace")
        assert second.names == ["ada", "grace"] and ada.settled("ada", "grace")
        # Nobody was told what is no news.
        assert ada.lists == lists
        # Nobody leaves while something is on its way to them: Channels trips over that.
        assert window.settled("ada", "grace")
        window.close()
        assert ada.told("ada") and elsewhere.settled("alan")


@pytest.mark.all
@pytest.mark.parametrize("route", ROUTES)
def test_a_window_that_does_not_say_that_it_is_there_is_gone_until_it_does(here, route):
    room = word()
    with Visitor(here, "ada", room, route) as ada, Visitor(here, "grace", room) as grace:
        assert ada.told("ada", "grace") and grace.told("ada", "grace")
        # What a server leaves that dies: rows, and nobody who makes them young again.
        assert rows(here, room, older=90) == 2
        ada.beat()
        assert ada.settled("ada", "grace")
        assert rows(here, room, older=11) == 2
        ada.beat()
        assert ada.told("ada")
        assert rows(here, room) == 2
        # Whoever comes, to any room, takes away the old rows.
        with Visitor(here, "alan", word(), route) as alan:
            assert alan.told("alan")
        assert rows(here, room) == 1
        grace.beat()
        assert grace.settled("ada", "grace")
        # Nobody is told, until their own page says that it is there.
        assert ada.settled("ada")
        ada.beat()
        assert ada.told("ada", "grace")


def test_who_is_refused_is_in_no_list(here):
    room = word()
    with Visitor(here, "ada", room) as ada:
        assert ada.told("ada")
        for route in ROUTES:
            for name in (room, "x" * 51):
                path = f"/ws/{route}/{name}/"
                assert Socket(here.servers[0].port, path, seconds=SECONDS).status == 403
        assert ada.settled("ada")
        assert rows(here, room) == 1


def counted(log, since):
    """Return how many queries of the table a log has behind a place: read and written."""
    lines = log.read_text(encoding="utf-8")[since:].splitlines()
    reads = sum('FROM "chat_window"' in line and ") SELECT" in line for line in lines)
    writes = sum(bool(re.search(r"\) (INSERT|UPDATE|DELETE).*\"chat_window\"", x)) for x in lines)
    return reads, writes


@pytest.mark.all
def test_what_it_costs(tmp_path):
    def change(tree):
        return {SETTINGS: tree[SETTINGS] + LOGGED}

    log = tmp_path / "0.log"
    with serving(tmp_path, change=change) as site:
        windows = [Visitor(site, "ada", "lobby") for _ in range(9)]
        assert all(one.told("ada") and one.settled("ada") for one in windows)
        began = len(log.read_text(encoding="utf-8"))
        windows[0].beat()
        assert windows[0].settled("ada")
        assert counted(log, began) == (1, 1)
        began = len(log.read_text(encoding="utf-8"))
        windows.append(Visitor(site, "grace", "lobby"))
        assert all(one.told("ada", "grace") and one.settled("ada", "grace") for one in windows)
        # The newcomer reads twice: at once, and when the room is told.
        assert counted(log, began) == (11, 3)
        began = len(log.read_text(encoding="utf-8"))
        windows.pop().close()
        assert all(one.told("ada") for one in windows)
        assert counted(log, began) == (9, 1)
        for one in windows:
            one.close()


@pytest.mark.all
def test_the_migration_of_who_is_here_is_what_django_writes(tmp_path):
    Migrating(
        NAME, "test_the_migration_of_who_is_here_is_what_django_writes", tmp_path
    ).is_as_django_writes_it()


@pytest.mark.all
def test_the_commands_of_who_is_here(tmp_path):
    begins_and_serves("test_the_commands_of_who_is_here", tmp_path)


def soon(tree):
    """Return the functions with people who are gone after three seconds without a word."""
    text = tree[FUNCTIONS].replace("seconds=100", "seconds=3")
    assert text != tree[FUNCTIONS]
    return {FUNCTIONS: text}


@pytest.mark.all
@pytest.mark.parametrize("route", ROUTES)
def test_of_a_server_that_is_killed_nobody_is_left_with_redis(tmp_path, redis_url, route):
    with serving(tmp_path, 2, REDIS_URL=redis_url) as site:
        ada = Visitor(site, "ada", "lobby", route, server=1)
        grace = Visitor(site, "grace", "lobby", route)
        alan = Visitor(site, "alan", "lobby", route)
        # At the other server at once: nobody has said that they are still there.
        assert ada.told("ada", "alan", "grace") and alan.told(*ALL)
        site.servers[0].stop(gentle=0)
        # They are not gone at once, but later: nobody waits for that here.
        ada.beat()
        assert ada.settled(*ALL) and rows(site, "lobby", older=101) == 3
        assert ada.told("ada", beats=True)
        site.servers[0].start()
        grace.close()
        alan.close()
        with Visitor(site, "grace", "lobby", route) as again:
            assert again.told("ada", "grace") and ada.told("ada", "grace")
        ada.close()


@pytest.mark.all
@pytest.mark.parametrize("route", ROUTES)
def test_a_server_that_starts_again_counts_nobody_twice(tmp_path, route):
    with serving(tmp_path, change=soon) as site:
        windows = [Visitor(site, name, "lobby", route) for name in ("ada", "grace")]
        assert all(one.told("ada", "grace") for one in windows)
        site.servers[0].stop(gentle=0)
        for one in windows:
            one.close()
        site.servers[0].start()
        with Visitor(site, "ada", "lobby", route) as again:
            assert again.take(SECONDS) and again.names.count("ada") == 1
            assert again.told("ada", beats=True)


@pytest.mark.all
def test_without_redis_a_second_server_is_told_with_its_own_next_beat(tmp_path):
    with (
        serving(tmp_path, 2) as site,
        Visitor(site, "ada", "lobby") as ada,
        Visitor(site, "grace", "lobby", server=1) as grace,
    ):
        assert grace.told("ada", "grace") and ada.told("ada")
        assert not ada.take(1)
        ada.beat()
        assert ada.told("ada", "grace")


def with_lines(tree):
    """Return the lines of another page, with which whoever leaves is always told of it."""
    lines = printed.files("further/vanish.md")[LEAVING]
    name = "learning.leaving.application"
    return {LEAVING: lines, SETTINGS: tree[SETTINGS] + f"ASGI_APPLICATION = {name!r}\n"}


@pytest.mark.all
@pytest.mark.sweep
@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("servers", [1, 2])
@pytest.mark.parametrize("lines", [False, True], ids=["as it is", "with the lines"])
def test_after_thirty_come_and_leave_at_once_nobody_is_left(
    request, tmp_path, servers, route, lines
):
    extra = {"REDIS_URL": request.getfixturevalue("redis_url")} if servers == 2 else {}
    more = {"change": with_lines} if lines else {}
    with serving(tmp_path, servers, **more, **extra) as site:
        sessions = site.manage("shell", "-v0", "-c", PEOPLE).split()
        names = sorted(sessions[::2])
        for name, session in zip(sessions[::2], sessions[1::2], strict=True):
            site.cookies[name] = {"sessionid": session}
        stays = Visitor(site, "ada", "lobby", route)
        crowd = [
            Visitor(site, name, "lobby", route, number % servers)
            for number, name in enumerate(names)
        ]
        everybody = sorted(["ada", *names])
        assert all(one.told(*everybody) and one.settled(*everybody) for one in (stays, *crowd))
        for one in crowd:
            # All at once: without a wait for the server's answer.
            one.socket.connection.socket.close()
        if not lines:
            # Some of them may have been written to when they were gone: their rows stay.
            rows(site, "lobby", older=200)
        assert stays.told("ada", beats=not lines)
        if lines:
            assert rows(site, "lobby") == 1
        stays.close()
