"""Redis is killed and started again while everybody talks: what that costs is counted."""

import asyncio
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from time import monotonic

import pytest
from redis import Redis

from tests.steps.nothing_lost.crowd import Outcome
from tests.steps.nothing_lost.restless import Person, all_hear_all, quiet, until
from tests.steps.nothing_lost.site import Site
from tests.support import needs
from workshop.serve.redis_server import redis_server
from workshop.serve.server import free_port

PEOPLE = 6


@pytest.fixture
def port():
    needs.redis()
    return free_port()


@pytest.fixture
def site(project, port):
    with ExitStack() as stack, redis_server(port) as url:
        yield Site(stack, project, "killed", 2, REDIS_URL=url)


def kill(port):
    """Give Redis no time for a farewell."""
    with Redis(port=port) as client:
        pid = client.info("server")["process_id"]
    os.kill(pid, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)


@contextmanager
def everybody(people):
    lives = [asyncio.create_task(person.live()) for person in people]
    try:
        yield
    finally:
        for life in lives:
            life.cancel()


async def through_a_restart(people, port):
    """Return when Redis was killed, and when all was well again, on the monotonic clock."""
    with everybody(people), ExitStack() as stack:
        await all_hear_all(people)
        killed = monotonic()
        kill(port)
        await until(lambda: all(person.codes for person in people))
        # It waits for Redis, and the people have to go on meanwhile.
        again = redis_server(port)
        await asyncio.to_thread(stack.enter_context, again)
        await all_hear_all(people)
        well = monotonic()
        await all_hear_all(people)
        await quiet(people)
    return killed, well


@pytest.mark.all
def test_what_is_lost_was_said_between_the_kill_and_the_recovery(site, port, tell):
    people = [Person(f"p{n}", site.ports[n % 2], site.cookies) for n in range(PEOPLE)]
    # In a thread of its own: a browser that another test has open keeps a loop in this one.
    with ThreadPoolExecutor(1) as pool:
        killed, well = pool.submit(asyncio.run, through_a_restart(people, port)).result()

    said = [message for person in people for message in person.sent]
    lost = [(text, time) for text, time in said for one in people if text not in one.heard]
    tell("Redis killed and restarted", Outcome(len(said) * PEOPLE, len(lost), 0, 0))
    # A message that was under way when Redis died may be lost as well.
    assert [text for text, time in lost if not killed - 1 < time < well] == []
    # Everybody who writes is told.
    assert {person.codes[0] for person in people} == {1011}
