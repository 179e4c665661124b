"""The build History: late, cut off, killed, twice there; both consumers, in memory and on Redis."""

import threading

import pytest

from tests.further.site import SECONDS, Site
from tests.further.typed import Migrating, begins_and_serves
from tests.steps.nothing_lost import crowd
from tests.support.quick import named
from workshop.check.ask.probe_list import ASKS
from workshop.lesson import checkpoints
from workshop.serve.client import Socket
from workshop.serve.probes import word

NAME = "further/history"
ROUTES = ("chat", "async-chat")
LAST = 50
SETTINGS = "learning/settings.py"


@pytest.mark.parametrize("route", ROUTES)
def test_it_keeps_what_its_page_promises(history, route):
    made, promised = history.target(route), checkpoints.promises(history.point)
    assert {claim: ASKS[claim](made).held for claim in promised} == promised


@pytest.mark.parametrize("route", ROUTES)
def test_who_comes_late_gets_the_last_fifty_and_then_what_is_new(history, route):
    room, texts = word(), [f"message {number}" for number in range(LAST + 5)]
    with history.join("ada", word(), route=route) as elsewhere:
        elsewhere.say("in another room")
        elsewhere.until("in another room")
    with history.join("ada", room, route=route) as ada:
        ada.say(*texts)
        assert ada.until(texts[-1]) == texts
        with history.join("grace", room, route=route) as grace:
            assert grace.until(texts[-1]) == texts[-LAST:]
            grace.say("I am here")
            assert ada.until("I am here") == grace.until("I am here") == ["I am here"]
            assert grace.heard == ada.heard[-LAST - 1 :]


@pytest.mark.parametrize("route", ROUTES)
def test_who_was_cut_off_gets_all_that_was_missed_once_and_in_order(history, route):
    room, other = word(), next(one for one in ROUTES if one != route)
    with history.join("ada", room, route=other) as ada, history.join("grace", room) as window:
        grace = history.join("grace", room, route=route)
        ada.say("before")
        for one in (ada, window, grace):
            one.until("before")
        grace.cut()
        # More than anybody gets who is new.
        missed = [f"missed {number}" for number in range(LAST + 5)]
        ada.say(*missed)
        assert ada.until(missed[-1]) == window.until(missed[-1]) == missed
        with history.join("grace", room, grace.number, route) as again:
            ada.say("after")
            assert again.until("after") == [*missed, "after"]
            assert window.until("after") == ada.until("after") == ["after"]
            assert grace.heard + again.heard == ada.heard == window.heard


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 30, "9" * 5000, "%ff", "1&after=y"])
def test_nonsense_in_the_address_closes_nothing(history, route, after):
    room = word()
    with history.join("ada", room, after, route) as ada, history.join("grace", room) as grace:
        ada.say("still here")
        assert grace.until("still here") == ["still here"]
        assert ada.socket.answers_ping()


def test_a_stranger_gets_no_history(history):
    with history.join("ada", "private") as ada:
        ada.say("for us")
        ada.until("for us")
    path = "/ws/chat/private/?after=0"
    assert Socket(history.servers[0].port, path, seconds=SECONDS).status == 403


@pytest.mark.all
def test_the_migration_of_the_page_is_what_django_writes(tmp_path):
    migrating = Migrating(NAME, "test_the_migration_of_the_page_is_what_django_writes", tmp_path)
    make, _ = migrating.lines
    assert "No changes detected" in migrating.run(make.removesuffix(" chat"))
    assert not migrating.made.exists()
    migrating.is_as_django_writes_it()


def test_the_commands_of_the_page(tmp_path):
    begins_and_serves("test_history.py::test_the_commands_of_the_page", tmp_path)


LAYERS = named({"memory": 1, "redis": 2})


@pytest.fixture
def site(request, tmp_path):
    """The build as the test's parameter ``servers`` says: one in memory, or two on Redis."""
    servers, change = request.node.callspec.params["servers"], getattr(request, "param", None)
    extra = {"REDIS_URL": request.getfixturevalue("redis_url")} if servers == 2 else {}
    more = {"change": change} if change else {}
    with Site(NAME, tmp_path, servers, **more, **extra) as site:
        yield site


@pytest.mark.all
@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("servers", LAYERS)
def test_a_server_that_is_killed_loses_nothing_that_it_has_saved(site, servers, route):
    room, said = word(), [f"message {number}" for number in range(400)]
    writer = site.join("ada", room, route=route)
    # At the last server: with Redis not the one that is killed.
    reader = site.join("grace", room, route=route, server=servers - 1)

    def write():
        for text in said:
            if not writer.socket.send(f'{{"message": "{text}"}}'):
                return

    writing = threading.Thread(target=write)
    writing.start()
    writer.until(said[40])
    reader.until(said[20])
    site.servers[0].stop(gentle=0)
    writing.join()
    site.servers[0].start()
    with (
        site.join("ada", room, writer.number, route) as ada,
        site.join("grace", room, reader.number, route) as grace,
        site.join("grace", room, 0, route) as whole,
    ):
        ada.say("the end")
        saved = whole.until("the end")
        ada.until("the end")
        grace.until("the end")
        assert saved[:-1] == said[: len(saved) - 1] and len(saved) > 40
        assert writer.heard + ada.heard == reader.heard + grace.heard == whole.heard
    for one in (writer, reader):
        one.cut()


def small(tree):
    """Return the settings with room for ten messages in a channel."""
    settings = tree[SETTINGS].replace("'capacity': 10000", "'capacity': 10")
    assert settings != tree[SETTINGS]
    return {SETTINGS: settings}


@pytest.mark.all
@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(("site", "servers"), [(small, 1), (None, 2)], indirect=["site"])
def test_a_crowd_loses_nothing_although_the_layer_does(site, servers, route):
    ports = [server.port for server in site.servers]
    load = crowd.Load(10, 20)
    seen = crowd.chat(ports, f"/ws/{route}/{word()}/", load, site.cookies["ada"])
    assert seen == crowd.Outcome(load.deliveries, 0, 0, 0)


@pytest.mark.all
def test_without_the_build_the_same_crowd_loses(tmp_path):
    with Site("3.7", tmp_path, change=small) as site:
        port, cookies = site.servers[0].port, site.cookies["ada"]
        assert crowd.chat([port], f"/ws/chat/{word()}/", crowd.Load(10, 20), cookies).lost


@pytest.mark.parametrize("route", ROUTES)
def test_any_text_that_is_taken_comes_back_as_it_was(history, route):
    room, texts = (
        word(),
        ["\0", "😀" * 1000, "'; DROP TABLE chat_message; --", "<b>", " "],
    )
    with history.join("ada", room, route=route) as ada:
        ada.say(*texts)
        assert ada.until(texts[-1]) == texts
        with history.join("grace", room, 0, route) as grace:
            assert grace.until(texts[-1]) == texts


@pytest.mark.all
def test_without_redis_a_second_server_hears_with_its_own_next_message(tmp_path):
    with (
        Site(NAME, tmp_path, 2) as site,
        site.join("ada", "lobby") as ada,
        site.join("grace", "lobby", server=1) as grace,
    ):
        # With her own message she has also asked for what was said before.
        grace.say("zero")
        assert grace.until("zero") == ["zero"]
        ada.say("one", "two")
        ada.until("two")
        assert grace.socket.receive(1) is None
        grace.say("three")
        assert grace.until("three") == ["one", "two", "three"]
