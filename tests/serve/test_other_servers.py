"""The step's own asgi.py on Uvicorn and Gunicorn: claims, hostile messages, and what differs.

The page "Other servers" says in words what is asserted here.
"""

import importlib.util
import json

import pytest

from tests.serve.hostile import CLOSE, INPUTS, VIOLATIONS, raw
from tests.serve.provoke import provoke, say, send, send_wire
from tests.serve.servers import LEAVING, Kind
from tests.serve.test_claims import NO_BECAUSE
from tests.support import needs
from tests.support.quick import named, paired
from tests.support.waiting import become
from workshop.serve.claims import CLAIMS, Answer
from workshop.serve.client import request
from workshop.serve.probes import PROBES

PROGRAMS = ("uvicorn", "gunicorn", "gunicorn-uvicorn")
# Django alone raises an error for a handshake, below every server.
NO_SOCKET = "the handshake was answered with HTTP 500"
# They send the codes of RFC 6455, which Daphne never does: 1002, unless it is one of these.
CODES = {
    "a length of 2 to the 62": 1009,
    "text that is not UTF-8": 1007,
    "half a character of UTF-8": 1007,
    "a surrogate in UTF-8": 1007,
    "a Close": 1000,
}
# Their own limit of a message is 16 times as large.
ALLOWED = ("one byte over 1 MiB", "fragments over 1 MiB")
HOSTILE = named({hostile.name: hostile for hostile in INPUTS})
NAMES = named({name: name for name in VIOLATIONS if name not in ALLOWED})
# Its log has tracebacks of its own, and so it is nobody else's.
APART = 11
# More than the buffers of a connection hold: 12 KiB each, for JSON escapes every emoji.
MESSAGES = 600
SECONDS = 20
# Each starts a browser or two more servers.
SLOW = ("page", "second-process")


def programs(slow=("gunicorn", "gunicorn-uvicorn")):
    """Return a parameter for each program; those of ``slow`` are left out of the quick tests."""
    return [
        pytest.param(name, id=name, marks=pytest.mark.all if name in slow else ())
        for name in PROGRAMS
    ]


@pytest.fixture(autouse=True)
def here(request):
    """Every test whose ``program`` this system lacks is skipped: Windows has no Gunicorn."""
    module = request.node.callspec.params["program"].partition("-")[0]
    if importlib.util.find_spec(module) is None:
        needs.missing(f"There is no {module} for this system.")


def asked():
    """Yield step, layer, route and claim for each cell of the table that speaks of sockets."""
    for step, layer, route in (
        *((1, "memory", "chat"), (2, "memory", "echo")),
        *((3, layer, route) for layer in ("memory", "redis") for route in ("chat", "async-chat")),
    ):
        for claim in CLAIMS:
            if claim.answers[step] is not Answer.NOT_ASKED:
                # In the quick tests the plain route and memory stand for all; no second browser.
                quick = layer == "memory" and route != "async-chat" and claim.id not in SLOW
                marks = () if quick else pytest.mark.all
                name = f"step{step}-{layer}-{route}-{claim.id}"
                yield pytest.param(step, layer, route, claim, id=name, marks=marks)


@pytest.mark.parametrize("program", programs())
@pytest.mark.parametrize(("step", "layer", "route", "claim"), list(asked()))
def test_the_claims_are_the_same(servers, program, step, layer, route, claim):
    if layer == "redis":
        needs.redis()
    second = None
    if claim.id == "second-process":
        second = servers.get(Kind(step, program, layer, number=2)).port
    expected = claim.answers[step].holds(redis=layer == "redis")

    kind = Kind(step, program, layer)
    seen = PROBES[claim.id](servers.target(kind, route=route, second_port=second))

    assert seen.held is expected, seen
    if not expected:
        assert seen.happened == NO_BECAUSE.get((claim.id, step), NO_SOCKET)
    if step > 1:
        assert servers.trouble(kind) == []


@pytest.mark.parametrize(("program", "hostile"), paired(HOSTILE, programs()))
def test_step_2_answers_with_the_same_frame_also_with_an_empty_one(servers, program, hostile):
    kind = Kind(2, program)
    seen = provoke(servers, kind, "echo", send(hostile))

    assert seen.sender == ([] if hostile.frame is None else [hostile.frame])
    assert (seen.goes_on, seen.code, seen.neighbour_goes_on) == (True, None, True)
    assert servers.trouble(kind) == []


@pytest.mark.parametrize("route", ["chat", pytest.param("async-chat", marks=pytest.mark.all)])
@pytest.mark.parametrize(("program", "hostile"), paired(HOSTILE, programs()))
def test_step_3_tells_the_sender_alone(servers, program, route, hostile):
    kind = Kind(3, program, "watched")
    seen = provoke(servers, kind, route, send(hostile))

    heard = [] if hostile.text is None else [{"message": hostile.text, "username": "ada"}]
    answer = heard if hostile.reason is None else [{"error": hostile.reason}]
    assert [json.loads(frame) for frame in seen.sender] == answer
    assert [json.loads(frame) for frame in seen.neighbour] == heard
    assert (seen.goes_on, seen.code, seen.neighbour_goes_on) == (True, None, True)
    assert seen.members == (1, 0)
    assert servers.trouble(kind) == []


def code_of(program, name):
    """Return the close code that answers a violation of the protocol."""
    if name == "a Close without a code":
        return 1000 if program == "gunicorn" else 1005
    return CODES.get(name, 1002)


@pytest.mark.parametrize(("program", "name"), paired(NAMES, programs()))
def test_a_violation_of_the_protocol_is_answered_with_its_code(servers, program, name):
    kind = Kind(3, program, "watched", number=APART)
    wire, _ = VIOLATIONS[name]

    seen = provoke(servers, kind, "chat", lambda socket: send_wire(socket, wire))

    assert (seen.sender, seen.goes_on, seen.code) == ([], False, code_of(program, name))
    assert (seen.neighbour, seen.neighbour_goes_on) == ([], True)
    assert seen.members == (1, 0)


@pytest.mark.parametrize("program", programs())
@pytest.mark.parametrize("name", ALLOWED)
def test_a_message_over_1_mib_is_read(servers, program, name):
    wire, _ = VIOLATIONS[name]
    kind = Kind(3, program, "watched")

    seen = provoke(servers, kind, "chat", lambda socket: send_wire(socket, wire))

    assert [json.loads(frame) for frame in seen.sender] == [{"error": "This is not JSON text."}]
    assert (seen.goes_on, seen.neighbour_goes_on) == (True, True)


@pytest.mark.parametrize("program", programs())
def test_they_serve_no_static_files(servers, program):
    port = servers.get(Kind(2, program)).port

    assert request(port, "/chat/").status == 200
    assert request(port, "/static/chat/chat.css").status == 404


def stand_still(servers, kind, route):
    """Let ada read nothing while grace says much; yield whether grace goes on, before and after.

    Then ada leaves, and the third that is yielded is how many members the room has at last.
    """
    target = servers.target(kind, route=route)
    room = f"leaving-{kind.program}-{route}"
    with target.open(room, person=1) as grace:
        with target.open(room) as ada:
            for _ in range(MESSAGES):
                grace.send(target.frame("😀" * 1000))
                if grace.receive() is None:
                    break
            meanwhile = say(target, grace)[2]
            send_wire(ada, raw(CLOSE, (1000).to_bytes(2, "big")))
        afterwards = said(target, grace)
    return meanwhile, afterwards, servers.members_become(kind, room, 0)


def said(target, socket):
    """Return whether a message is answered in the end."""
    return bool(become(lambda: say(target, socket)[2], SECONDS))


@pytest.mark.all
@pytest.mark.sweep
@pytest.mark.parametrize("program", programs())
def test_on_the_plain_consumer_somebody_who_does_not_read_stops_everybody(servers, program):
    kind = Kind(3, program, "watched", number=APART + 1)

    meanwhile, afterwards, _ = stand_still(servers, kind, "chat")

    assert (meanwhile, afterwards) == (False, True)


@pytest.mark.all
@pytest.mark.sweep
@pytest.mark.parametrize("program", programs())
def test_on_the_asynchronous_consumer_nobody_else_notices_and_who_leaves_is_gone(servers, program):
    kind = Kind(3, program, "watched", number=APART + 1, application=LEAVING)

    meanwhile, afterwards, members = stand_still(servers, kind, "async-chat")

    assert (meanwhile, afterwards) == (True, True)
    # Gunicorn's own worker cancels the consumer, whose disconnect() is never called.
    assert members == (1 if program == "gunicorn" else 0)
