"""The claims table on real servers: every yes, and every no for the reason that we give."""

import pytest

from tests.serve.servers import Kind
from tests.support.quick import chosen
from workshop.serve.claims import CLAIMS, Answer
from workshop.serve.probes import PROBES

KINDS = [
    Kind(step, program, layer)
    for step, layer in [(1, "memory"), (2, "memory"), (3, "memory"), (3, "redis")]
    for program in ("runserver", "daphne")
]
ONLY_OWN = "the other heard only its own message"
NO_BECAUSE = {
    ("http-answer", 2): "HTTP 404 text/html",
    # /chat/echo/ is the page of the room "echo" now.
    ("http-answer", 3): "HTTP 200 text/html",
    ("others-hear", 2): ONLY_OWN,
    ("name", 1): "no name; HTTP 200 application/json",
    ("name", 2): "no name; the message came back",
    ("stranger", 3): "the handshake was answered with HTTP 403",
    ("foreign-page", 2): "the handshake was answered with HTTP 403",
    ("foreign-page", 3): "the handshake was answered with HTTP 403",
    ("second-process", 2): ONLY_OWN,
    ("second-process", 3): ONLY_OWN,
}
# Without Channels runserver takes a handshake for a GET; Django under Daphne raises an error.
NO_SOCKETS = {
    "runserver": "the handshake was answered with HTTP 404",
    "daphne": "the handshake was answered with HTTP 500",
}


def quick(kind, route, claim):
    """Each step as the lesson runs it; on Redis what Redis changes, under Daphne the last step."""
    if kind.layer == "redis":
        return claim.id == "second-process" and route == "chat" and kind.program == "runserver"
    return kind.program == "runserver" or (kind.step == 3 and claim.id != "second-process")


def cells():
    for kind in KINDS:
        for claim in CLAIMS:
            if claim.answers[kind.step] is Answer.NOT_ASKED:
                continue
            # The project is the same; only what concerns sockets depends on who serves them.
            if claim.over == "http" and (kind.program == "daphne" or kind.layer == "redis"):
                continue
            for route in ("chat", "async-chat")[: 2 if kind.step == 3 else 1]:
                name = f"{kind}-{route}-{claim.id}" if kind.step == 3 else f"{kind}-{claim.id}"
                marks = () if quick(kind, route, claim) else pytest.mark.all
                yield pytest.param(claim, kind, route, id=name, marks=marks)


@pytest.mark.parametrize(("claim", "kind", "route"), list(cells()))
def test_cell(servers, claim, kind, route):
    second = None
    if claim.id == "second-process":
        second = servers.get(Kind(kind.step, kind.program, kind.layer, number=2)).port
    expected = claim.answers[kind.step].holds(redis=kind.layer == "redis")

    seen = PROBES[claim.id](servers.target(kind, route=route, second_port=second))

    assert seen.held is expected, seen
    if not expected:
        reason = NO_BECAUSE.get((claim.id, kind.step), NO_SOCKETS[kind.program])
        assert seen.happened == reason
    if expected and claim.id == "name":
        assert seen.happened == "the name 'ada' came with it"


@pytest.mark.parametrize(
    "kind",
    chosen([kind for kind in KINDS if kind != Kind(1, "daphne")], lambda kind: kind == Kind(3)),
    ids=str,
)
def test_claims_leave_no_traceback(servers, kind):
    for route in ("chat", "async-chat")[: 2 if kind.step == 3 else 1]:
        target = servers.target(kind, route=route)
        for claim in CLAIMS:
            PROBES[claim.id](target)

    assert servers.trouble(kind) == []
