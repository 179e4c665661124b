"""What the pages say about waiting, about the database and about a forgotten ``await``, run."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest

from tests.support import printed
from tests.support.database import prepare
from tests.support.quick import chosen
from tests.support.waiting import become
from workshop.base.steps import STEPS
from workshop.serve.client import Socket, request
from workshop.serve.people import sign_in
from workshop.serve.server import Server, copy_project

PAGE = "further/async-or-sync.md"
TWINS = "step3/7-async.md"
SECONDS = 20
MORE_ROUTES = """
from .people_right import People as Right
from .people_wrong import People as Wrong
from .forgetful import AsyncChatConsumer as Forgetful
from .threads import InAThread, Ordinary

websocket_urlpatterns += [
    path('ws/right/', Right.as_asgi()),
    path('ws/wrong/', Wrong.as_asgi()),
    path('ws/ordinary/', Ordinary.as_asgi()),
    path('ws/in-a-thread/', InAThread.as_asgi()),
    path('ws/forgetful/<slug:room_name>/', Forgetful.as_asgi()),
]
"""

# Which thread an ordinary consumer runs in, and which a function of database_sync_to_async.
THREADS = """
from threading import get_ident

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer, WebsocketConsumer


class Ordinary(WebsocketConsumer):
    def connect(self):
        self.accept()
        self.send(text_data=str(get_ident()))


class InAThread(AsyncWebsocketConsumer):
    async def connect(self):
        await self.accept()
        await self.send(text_data=str(await database_sync_to_async(get_ident)()))
        await self.send(text_data=str(get_ident()))
"""

# The order in which the server answers: clients cannot tell it so exactly.
WATCHED = """

def watched(inner):
    async def application(scope, receive, send):
        async def told(event):
            if event['type'] in ('websocket.send', 'http.response.start'):
                text = event.get('text', '')
                print('ANSWER', scope['path'], *(['done'] if text == 'done' else []))
            await send(event)
        await inner(scope, receive, told)
    return application


application = watched(application)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of step 3 with the consumers of the page, and a twin that forgets to ``await``."""
    project = copy_project(STEPS[3], tmp_path_factory.mktemp("async") / "learning")
    printed.put(project, PAGE)
    twin = (project / "chat" / "async_consumers.py").read_text(encoding="utf-8")
    forgetful = twin.replace("await self.channel_layer.group_send", "self.channel_layer.group_send")
    assert forgetful != twin
    (project / "chat" / "forgetful.py").write_text(forgetful, encoding="utf-8", newline="\n")
    (project / "chat" / "threads.py").write_text(THREADS, encoding="utf-8", newline="\n")
    routing = project / "chat" / "routing.py"
    routes = routing.read_text(encoding="utf-8") + MORE_ROUTES
    routing.write_text(routes, encoding="utf-8", newline="\n")
    with (project / "learning" / "asgi.py").open("a", encoding="utf-8", newline="\n") as asgi:
        asgi.write(WATCHED)
    prepare(project)
    return project


@contextmanager
def served(project, log, **extra):
    with Server(project, log=project.with_name(log), **extra) as server:
        server.cookies = sign_in(server.port, "ada")
        yield server


@pytest.fixture(scope="module")
def server(project):
    with served(project, "plain.log") as server:
        yield server


def connect(server, path):
    return Socket(server.port, path, cookies=server.cookies, seconds=SECONDS)


def meanwhile(server, waiting):
    """Return what waits while the consumer at ``waiting`` does, in the order of the table."""
    before = len(server.output())
    with ExitStack() as stack:
        slow, one, twin, probe = (
            stack.enter_context(connect(server, path))
            for path in (waiting, "/ws/chat/a/", "/ws/async-chat/b/", "/ws/pauses/")
        )
        pool = stack.enter_context(ThreadPoolExecutor())
        slow.send("wait")
        assert slow.receive() == "waiting"
        if waiting == "/ws/stops-the-loop/":
            # It stops a moment after it has said so: nobody is answered then, not even a Ping.
            probe.seconds = 1
            while probe.answers_ping():
                pass
        for socket in one, twin:
            socket.send('{"message": "meanwhile"}')
        page = pool.submit(request, server.port, "/chat/", seconds=SECONDS)
        assert slow.receive() == "done", slow.happened
        assert page.result().status and one.receive() and twin.receive()
    answered = re.findall(r"^ANSWER (.+)$", server.output()[before:], re.M)
    done = answered.index(f"{waiting} done")
    return [answered.index(path) > done for path in ("/chat/", "/ws/chat/a/", "/ws/async-chat/b/")]


@pytest.mark.parametrize("column", chosen([1, 2, 3], lambda column: column == 1))
def test_who_waits_meanwhile(server, column):
    rows = printed.table(PAGE, "meanwhile")
    path = ("/ws/stands-still/", "/ws/pauses/", "/ws/stops-the-loop/")[column - 1]
    told = [row[column].strip("*") == "waits" for row in rows]
    assert meanwhile(server, path) == told


def test_the_orm_refuses_to_work_in_the_loop(server):
    with connect(server, "/ws/wrong/") as socket:
        assert socket.status == 500
    assert "SynchronousOnlyOperation" in server.output()


def test_the_orm_works_when_it_is_awaited(server):
    with connect(server, "/ws/right/") as socket:
        assert [socket.receive(), socket.receive()] == ["3 people", "ada, alan, grace"]


def test_what_is_awaited_runs_in_the_thread_of_the_ordinary_consumers(server):
    with connect(server, "/ws/ordinary/") as one, connect(server, "/ws/in-a-thread/") as other:
        thread = one.receive()
        assert other.receive() == thread
        # The loop is another one.
        assert other.receive() != thread


def send_to_nobody(server):
    """Let the twin that forgets to ``await`` have a message, and one that it answers after it."""
    with connect(server, "/ws/forgetful/lobby/") as socket:
        socket.send('{"message": "Hello"}')
        socket.send("no JSON")
        return socket.receive()


def test_a_forgotten_await_sends_nothing_and_says_nothing(server):
    assert "error" in send_to_nobody(server)
    assert "never awaited" not in server.output()


def test_a_forgotten_await_speaks_up_when_warnings_are_errors(project):
    (line,) = [line for line in printed.commands(TWINS) if line.startswith("PYTHONWARNINGS")]
    name, value = line.split()[0].split("=", 1)
    with served(project, "loud.log", **{name: value}) as server:
        send_to_nobody(server)
        assert become(lambda: "never awaited" in server.output()), server.output()
