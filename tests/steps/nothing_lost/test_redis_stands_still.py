"""Redis answers nobody, and lives: worse than a Redis that is dead, unless there is a time-out."""

import json
import os
import shutil
import signal
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from redis import Redis

from tests.steps.nothing_lost.site import Site
from tests.support import needs, printed
from workshop.serve.redis_server import redis_server

HOSTS = "'CONFIG': {'hosts': [os.environ['REDIS_URL']]},"
PAGE = "further/several-servers.md"
ROUTES = ("chat", "async-chat")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGSTOP")


@pytest.fixture(scope="module")
def impatient_project(project):
    """Step 3 with the time-out of the page."""
    copy = Path(shutil.copytree(project, project.with_name("impatient")))
    settings = copy / "learning" / "settings.py"
    text = settings.read_text(encoding="utf-8")
    (line,) = [line for line in printed.read(PAGE).splitlines() if "socket_timeout" in line]
    assert text.count(HOSTS) == 1
    settings.write_text(text.replace(HOSTS, line.strip()), encoding="utf-8", newline="\n")
    return copy


@contextmanager
def chatting(project):
    """Yield pairs of ada, at the first server, and grace, at the second; the site; Redis's id.

    There is a pair for each consumer.
    """
    needs.redis()
    with ExitStack() as stack:
        url = stack.enter_context(redis_server())
        with Redis.from_url(url) as client:
            pid = client.info("server")["process_id"]
        site = Site(stack, project, f"{project.name}-still", 2, REDIS_URL=url)
        pairs = {
            route: [stack.enter_context(site.join(number, route, route)) for number in (0, 1)]
            for route in ROUTES
        }
        for ada, grace in pairs.values():
            say(ada, "before")
            assert [heard(ada), heard(grace)] == ["before"] * 2
        yield pairs, site, pid


def say(socket, text):
    assert socket.send(json.dumps({"message": text})), socket.happened


def heard(socket):
    frame = socket.receive()
    assert frame is not None, socket.happened
    return json.loads(frame)["message"]


@contextmanager
def standing_still(pid):
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.mark.all
def test_nobody_is_told_and_all_goes_on_after(project):
    with chatting(project) as (pairs, site, pid):
        with standing_still(pid):
            for ada, _ in pairs.values():
                say(ada, "meanwhile")
            with site.join(0, "chat") as newcomer:
                assert not newcomer.opened
            for pair in pairs.values():
                assert all(one.answers_ping() and one.receive(0) is None for one in pair)
            assert site.troubles() == []
        for pair in pairs.values():
            assert [heard(one) for one in pair] == ["meanwhile"] * 2


@pytest.mark.all
def test_with_the_time_out_of_the_page_who_writes_is_told(impatient_project):
    with chatting(impatient_project) as (pairs, site, pid):
        with standing_still(pid):
            for ada, _ in pairs.values():
                say(ada, "meanwhile")
            for ada, _ in pairs.values():
                assert ada.receive() is None
                assert ada.code == 1011, ada.happened
            assert "TimeoutError" in site.servers[0].output()
        for route, (_, grace) in pairs.items():
            with site.join(0, route, route) as again:
                say(again, "after")
                # What was written meanwhile may come first.
                assert {"after", "meanwhile"} >= {heard(again), heard(grace)}
