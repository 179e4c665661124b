"""Somebody leaves while a message to them is on its way."""

import time

import pytest

from tests.serve.hostile import CLOSE, MEBIBYTE, TEXT, raw
from tests.serve.provoke import say, send_wire
from tests.serve.servers import Kind

# More than the buffers of a connection hold: 12 KiB each, for JSON escapes every emoji.
MESSAGES = 600
KINDS = [Kind(3, "runserver", "watched"), Kind(3, "daphne", "redis")]
# What an echo logs here is a traceback, and so its server is nobody else's.
ECHO = Kind(2, number=9)
# More than a client that does not look reads by itself.
FRAMES = 40
SECONDS = 20


@pytest.mark.parametrize("route", ["chat", "async-chat"])
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_leaving_with_a_message_on_its_way_leaves_no_dead_member(servers, kind, route):
    target = servers.target(kind, route=route)
    room = f"leaving-{route}"
    with target.open(room, person=1) as grace, target.open(room) as ada:
        # Ada reads nothing, so that the end of her connection waits behind all of this.
        for _ in range(MESSAGES):
            grace.send(target.frame("😀" * 1000))
            if grace.receive() is None:
                pytest.fail(grace.happened)
        send_wire(ada, raw(CLOSE, (1000).to_bytes(2, "big")))
        goes_on = [say(target, grace)[2] for _ in range(2)]
    if goes_on != [True, True]:
        pytest.fail("Grace should have gone on, whatever became of ada.")

    assert servers.members_become(kind, room, 0) == 0
    assert servers.trouble(kind) == []


def test_step_2_logs_who_left_and_answers_everybody_else(servers):
    target = servers.target(ECHO)
    server = servers.get(ECHO)
    with target.open("") as grace, target.open("") as ada:
        frames = raw(TEXT, b"x" * MEBIBYTE) * FRAMES
        send_wire(ada, frames + raw(CLOSE, (1000).to_bytes(2, "big")))
        deadline = time.monotonic() + SECONDS
        while "autobahn.exception.Disconnected" not in server.output():
            assert time.monotonic() < deadline, "The page says that a traceback shows."
            time.sleep(0.05)
        assert say(target, grace)[2]
