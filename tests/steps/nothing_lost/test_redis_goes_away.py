"""Redis dies while people chat on two servers, and comes back: what each of them sees."""

import json
import time
from contextlib import ExitStack

import pytest

from tests.steps.nothing_lost.site import SECONDS, Site
from tests.support import needs
from workshop.serve.redis_server import redis_server
from workshop.serve.server import free_port

ROUTES = ("chat", "async-chat")
BACK_SECONDS = 30
LOST = "said while there is no Redis"


@pytest.fixture(scope="module")
def redis_port():
    needs.redis()
    return free_port()


@pytest.fixture(scope="module")
def site(project, redis_port):
    """Two servers that look for Redis at a port where none is yet."""
    with ExitStack() as stack:
        yield Site(stack, project, "away", 2, REDIS_URL=f"redis://127.0.0.1:{redis_port}/0")


def say(socket, text):
    assert socket.send(json.dumps({"message": text})), socket.happened


def heard(socket, text):
    """Read on until this text comes; return whether it came. It is never the one that was lost."""
    for frame in iter(socket.receive, None):
        message = json.loads(frame)["message"]
        assert message != LOST
        if message == text:
            return True
    return False


def until_accepted(site, number, route):
    deadline = time.monotonic() + BACK_SECONDS
    while True:
        socket = site.join(number, route)
        if socket.opened or time.monotonic() > deadline:
            return socket
        socket.close()


def until_heard(speaker, listener, text):
    """Repeat the text, which may be lost at first, until the listener has it."""
    deadline = time.monotonic() + BACK_SECONDS
    listener.seconds = 0.5
    while time.monotonic() < deadline:
        say(speaker, text)
        if heard(listener, text):
            listener.seconds = SECONDS
            return
    pytest.fail(f"Not heard: {text}. {listener.happened}.")


@pytest.mark.all
@pytest.mark.parametrize("route", ROUTES)
def test_without_redis_the_servers_run_and_refuse_each_socket(site, route):
    with site.join(0, route) as socket:
        assert socket.status == 500, socket.happened
    assert "redis.exceptions.ConnectionError" in site.servers[0].output()


def test_redis_dies_and_comes_back(site, redis_port):
    with ExitStack() as stack:
        with redis_server(redis_port):
            # On each route: ada at the first server will write, grace at the second only listens.
            ada = {route: stack.enter_context(until_accepted(site, 0, route)) for route in ROUTES}
            grace = {route: stack.enter_context(until_accepted(site, 1, route)) for route in ROUTES}
            for route in ROUTES:
                until_heard(ada[route], grace[route], f"before, {route}")
                until_heard(grace[route], ada[route], f"the other way, {route}")

        for route in ROUTES:
            say(ada[route], LOST)
        for route in ROUTES:
            # Who writes is told: the connection closes, and a new one is refused.
            assert not heard(ada[route], "never said")
            assert ada[route].code == 1011, ada[route].happened
            with site.join(0, route) as refused:
                assert refused.status == 500, refused.happened
            # Who listens is not: the connection stays, and nothing comes.
            assert grace[route].answers_ping()

        with redis_server(redis_port):
            for route in ROUTES:
                again = stack.enter_context(until_accepted(site, 0, route))
                until_heard(again, grace[route], f"after, {route}")
                until_heard(grace[route], again, f"both ways, {route}")
                # What was said meanwhile is gone: nobody kept it.
                say(again, "the last")
                assert heard(grace[route], "the last")
