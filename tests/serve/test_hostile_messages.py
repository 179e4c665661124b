"""No message closes a socket, reaches the room as an error or leaves a dead member behind.

Other servers than Daphne: ``test_other_servers.py``.
"""

import json

import pytest

from tests.serve.hostile import INPUTS, VIOLATIONS
from tests.serve.provoke import provoke, send, send_wire
from tests.serve.servers import Kind
from tests.support.quick import named, paired

PROGRAMS = ("runserver", "daphne")
ECHOES = [(Kind(2, program), "echo") for program in PROGRAMS]
CHATS = [
    (Kind(3, program, layer), route)
    for program in PROGRAMS
    for layer in ("watched", "redis")
    for route in ("chat", "async-chat")
]


HOSTILE = named({hostile.name: hostile for hostile in INPUTS})
NAMES = named({name: name for name in VIOLATIONS})


def where(pairs):
    return [pytest.param(kind, route, id=f"{kind}-{route}") for kind, route in pairs]


@pytest.mark.parametrize(("kind", "route", "hostile"), paired(HOSTILE, where(ECHOES), 3))
def test_step_2_answers_with_the_same_frame(servers, kind, route, hostile):
    seen = provoke(servers, kind, route, send(hostile))

    # Daphne sends no empty frames.
    assert seen.sender == ([hostile.frame] if hostile.frame else [])
    assert seen.neighbour == []
    assert (seen.goes_on, seen.code, seen.neighbour_goes_on) == (True, None, True)
    assert servers.trouble(kind) == []


@pytest.mark.parametrize(("kind", "route", "hostile"), paired(HOSTILE, where(CHATS), 3))
def test_step_3_tells_the_sender_alone(servers, kind, route, hostile):
    seen = provoke(servers, kind, route, send(hostile))

    answer, heard = [], []
    if hostile.reason is not None:
        answer = [{"error": hostile.reason}]
    elif hostile.text is not None:
        answer = heard = [{"message": hostile.text, "username": "ada"}]
    assert [json.loads(frame) for frame in seen.sender] == answer
    assert [json.loads(frame) for frame in seen.neighbour] == heard
    assert (seen.goes_on, seen.code, seen.neighbour_goes_on) == (True, None, True)
    assert seen.members == (1, 0)
    assert servers.trouble(kind) == []


@pytest.mark.parametrize(("kind", "route", "name"), paired(NAMES, where(ECHOES + CHATS)))
def test_a_violation_of_the_protocol_ends_only_its_own_connection(servers, kind, route, name):
    wire, code = VIOLATIONS[name]

    seen = provoke(servers, kind, route, lambda socket: send_wire(socket, wire))

    assert (seen.sender, seen.goes_on, seen.code) == ([], False, code)
    assert (seen.neighbour, seen.neighbour_goes_on) == ([], True)
    assert seen.members == (1, 0)
    assert servers.trouble(kind) == []
