"""Some people send so much at once that messages wait a while. Nobody may go deaf over it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import islice

import pytest

from tests.serve.servers import Kind

MEMBERS, SENDERS, MESSAGES = 10, 5, 200
ROUTES = ["chat", "async-chat"]


def burst(stack, target, room):
    """Open ten sockets, send 1,000 messages; return the sockets and how many each one heard."""
    members = [stack.enter_context(target.open(room)) for _ in range(MEMBERS)]
    pool = stack.enter_context(ThreadPoolExecutor(MEMBERS))
    heard = [pool.submit(listen, member, SENDERS * MESSAGES) for member in members]
    for _ in range(MESSAGES):
        for sender in members[:SENDERS]:
            sender.send(target.frame("now"))
    return members, [future.result() for future in heard]


def listen(member, most):
    """Return how many messages the member hears before it gets silent, at ``most`` so many."""
    return len(list(islice(iter(member.receive, None), most)))


@pytest.mark.all
@pytest.mark.parametrize("route", ROUTES)
def test_after_a_burst_everybody_still_hears(servers, route):
    kind, room = Kind(3, "runserver", "watched"), f"burst-{route}"
    target = servers.target(kind, route=route)
    with ExitStack() as stack:
        members, heard = burst(stack, target, room)
        assert heard == [SENDERS * MESSAGES] * MEMBERS

        with target.open(room) as newcomer:
            newcomer.send(target.frame("Hello"))
            assert [listen(member, 1) for member in members] == [1] * MEMBERS
        assert servers.members(kind, room) >= MEMBERS


@pytest.mark.all
@pytest.mark.parametrize("route", ROUTES)
def test_a_room_that_went_deaf_is_seen(servers, route):
    kind, room = Kind(3, "runserver", "hasty"), f"deaf-{route}"
    with ExitStack() as stack:
        _, heard = burst(stack, servers.target(kind, route=route), room)
        assert max(heard) < SENDERS * MESSAGES
        assert servers.members(kind, room) == 0
