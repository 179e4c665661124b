"""Sending from elsewhere, through both channel layers: what the page prints is run."""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from asgiref.sync import async_to_sync

from tests.support import needs, printed
from tests.support.database import prepare
from tests.support.quick import named, paired
from workshop.base.steps import STEPS
from workshop.serve.client import Socket, request
from workshop.serve.people import sign_in
from workshop.serve.probes import collect, read
from workshop.serve.redis_server import redis_server
from workshop.serve.server import Server, copy_project, free_port

SENDING = "further/sending.md"
SECONDS = 20
NO_NAME = """
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
event = {"type": "chat_message", "message": "a name is missing"}
async_to_sync(get_channel_layer().group_send)("chat_closed", event)
"""


class Site:
    """Two server processes of one project on one kind of channel layer, and people."""

    def __init__(self, project, stack, **extra):
        self.project, self.extra = project, extra
        logs = [project.with_name(f"{len(extra)}-{number}.log") for number in (1, 2)]
        self.first, self.second = (
            stack.enter_context(Server(project, log=log, **extra)) for log in logs
        )
        self.cookies = sign_in(self.first.port, "ada")

    def join(self, room):
        """Return an open socket in the room, at the first of the two servers."""
        path = f"/ws/chat/{room}/"
        return Socket(self.first.port, path, cookies=self.cookies, seconds=SECONDS)

    def heard_before(self, socket, own):
        """Say ``own`` and return the messages that arrive before it comes back."""
        assert socket.send(f'{{"message": "{own}"}}')
        *before, last = [read(frame)[1] for frame in collect(socket, own, SECONDS)]
        assert last == {"message": own, "username": "ada"}, socket.happened
        return before


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of step 3 with the files of the page, ada, grace and alan in its database."""
    project = copy_project(STEPS[3], tmp_path_factory.mktemp("further") / "learning")
    printed.put(project, SENDING)
    prepare(project)
    return project


@pytest.fixture(scope="module")
def in_memory(project):
    with ExitStack() as stack:
        yield Site(project, stack)


@pytest.fixture(scope="module")
def on_redis(project):
    needs.redis()
    with ExitStack() as stack:
        yield Site(project, stack, REDIS_URL=stack.enter_context(redis_server()))


def from_view(site, server):
    path = "/chat/lobby/announce/"
    page = request(server.port, path, cookies=site.cookies, seconds=SECONDS)
    assert "Announcement in lobby" in page.body, page.happened
    cookies = {**site.cookies, **page.cookies}
    form = {"message": "from outside", "csrfmiddlewaretoken": cookies["csrftoken"]}
    reply = request(server.port, path, form=form, cookies=cookies, seconds=SECONDS)
    assert reply.location == "/chat/lobby/", reply.happened


def from_terminal(site, beginning):
    done = printed.run(site.project, printed.arguments(SENDING, beginning), **site.extra)
    assert done.returncode == 0, done.stdout


SENDERS = {
    "a view, in the same server process": lambda site: from_view(site, site.first),
    "a view of a second server process": lambda site: from_view(site, site.second),
    "a shell": lambda site: from_terminal(site, "python manage.py shell"),
    "a command": lambda site: from_terminal(site, "python manage.py announce"),
}
LAYERS = named({layer: layer for layer in ("in_memory", "on_redis")})


@pytest.mark.parametrize(("layer", "sender"), paired(named({it: it for it in SENDERS}), LAYERS))
def test_the_room_hears_who_the_page_says_and_nobody_else(layer, sender, request):
    (row,) = [row for row in printed.table(SENDING, "who sends") if sender in row[0]]
    site = request.getfixturevalue(layer)
    with site.join("lobby") as socket:
        SENDERS[sender](site)
        heard = site.heard_before(socket, "my own")
    names = [data["username"] for data in heard]
    assert names == (["the house"] if row[1 + (layer == "on_redis")] == "yes" else [])


def test_a_wrong_dictionary_closes_every_connection_in_the_room(on_redis):
    with on_redis.join("closed") as one, on_redis.join("closed") as other:
        on_redis.heard_before(one, "the first is here")
        on_redis.heard_before(other, "the second is here")
        assert "the second" in one.receive()
        shell = [sys.executable, "manage.py", "shell", "-c", NO_NAME]
        done = printed.run(on_redis.project, shell, **on_redis.extra)
        assert done.returncode == 0, done.stdout
        for socket in one, other:
            assert socket.receive() is None
            assert socket.code == 1011, socket.happened


def test_in_asynchronous_code_async_to_sync_refuses():
    async def outer():
        async_to_sync(asyncio.sleep)(0)

    # In a thread of its own: a browser that another test has open keeps a loop in this one.
    with ThreadPoolExecutor(1) as pool, pytest.raises(RuntimeError, match="async event loop"):
        pool.submit(asyncio.run, outer()).result()


@pytest.mark.all
def test_without_redis_each_handshake_fails_with_500(project):
    log = project.with_name("no-redis.log")
    with Server(project, log=log, REDIS_URL=f"redis://127.0.0.1:{free_port()}/0") as server:
        cookies = sign_in(server.port, "ada")
        with Socket(server.port, "/ws/chat/lobby/", cookies=cookies, seconds=SECONDS) as socket:
            assert socket.status == 500, socket.happened
        assert "redis.exceptions.ConnectionError" in server.output()
