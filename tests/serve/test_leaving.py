"""Somebody leaves while a message to them is on its way."""

from contextlib import ExitStack

import pytest

from tests.serve.hostile import CLOSE, MEBIBYTE, TEXT, raw
from tests.serve.provoke import say, send_wire
from tests.serve.servers import LEAVING, Kind
from tests.support.quick import chosen
from tests.support.waiting import become

BYE = raw(CLOSE, (1000).to_bytes(2, "big"))
DROPPING = [Kind(3, "daphne", layer, application=LEAVING) for layer in ("watched", "redis")]
# Uvicorn drops what a closing connection does not take, and raises an OSError once it is gone.
UVICORN = [Kind(3, "uvicorn", layer, application=LEAVING) for layer in ("watched", "redis")]
# What they log is a traceback, and so these servers are nobody else's.
ECHO = Kind(2, number=9)
ALONE = Kind(3, "daphne", "watched", number=9)
# More than the buffers of a connection hold: 12 KiB each, for JSON escapes every emoji.
MESSAGES = 600
# More than a client that does not look reads by itself.
FRAMES = 40
PEOPLE, BURST = 10, 60
ROUTES = ("chat", "async-chat")


def leave_behind_many_messages(target, room, grace):
    """Let ada, who reads nothing, leave: the end of her connection waits behind the messages."""
    with target.open(room) as ada:
        for _ in range(MESSAGES):
            grace.send(target.frame("😀" * 1000))
            if grace.receive() is None:
                pytest.fail(grace.happened)
        send_wire(ada, BYE)
        return [say(target, grace)[2] for _ in range(2)]


@pytest.mark.parametrize("route", chosen(ROUTES, lambda route: route == "chat"))
@pytest.mark.parametrize("kind", chosen(DROPPING, lambda kind: kind == DROPPING[0]), ids=str)
def test_leaving_with_a_message_on_its_way_leaves_no_dead_member(servers, kind, route):
    target = servers.target(kind, route=route)
    room = f"leaving-{route}"
    with target.open(room, person=1) as grace:
        goes_on = leave_behind_many_messages(target, room, grace)
    if goes_on != [True, True]:
        pytest.fail("Grace should have gone on, whatever became of ada.")

    assert servers.members_become(kind, room, 0) == 0
    assert servers.trouble(kind) == []


@pytest.mark.all
@pytest.mark.parametrize("route", ["chat", "async-chat"])
def test_daphne_alone_keeps_a_dead_member_as_the_page_says(servers, route):
    target = servers.target(ALONE, route=route)
    room = f"dead-{route}"
    with target.open(room, person=1) as grace:
        assert leave_behind_many_messages(target, room, grace) == [True, True]

    assert servers.members_become(ALONE, room, 1) == 1
    assert "autobahn.exception.Disconnected" in servers.get(ALONE).output()


@pytest.mark.all
@pytest.mark.parametrize("route", ["chat", "async-chat"])
@pytest.mark.parametrize("kind", [*DROPPING, *UVICORN], ids=str)
def test_leaving_in_the_middle_of_a_burst_leaves_no_dead_member(servers, kind, route):
    target = servers.target(kind, route=route)
    room = f"burst-{route}"
    with target.open(room, person=1) as grace, ExitStack() as leaving:
        people = [leaving.enter_context(target.open(room)) for _ in range(PEOPLE)]
        for number in range(BURST):
            grace.send(target.frame("x" * 1000))
            for ada in people if number == PEOPLE else []:
                send_wire(ada, BYE)
        assert say(target, grace)[2]
    assert servers.members_become(kind, room, 0) == 0
    assert servers.trouble(kind) == []


@pytest.mark.all
def test_step_2_logs_who_left_and_answers_everybody_else(servers):
    target = servers.target(ECHO)
    server = servers.get(ECHO)
    with target.open("") as grace, target.open("") as ada:
        frames = raw(TEXT, b"x" * MEBIBYTE) * FRAMES
        send_wire(ada, frames + BYE)
        # The page says that a traceback shows.
        assert become(lambda: "autobahn.exception.Disconnected" in server.output())
        assert say(target, grace)[2]
