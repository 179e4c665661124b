"""How each server ends a connection: stopped, an exception, a package that is missing, no ping."""

import importlib.util
import os
import re
import shlex
import signal
import sys
import threading

import pytest

from tests.support import needs, printed
from tests.support.quick import chosen
from tests.support.waiting import become
from workshop.base.steps import STEPS
from workshop.serve.client import Socket, request
from workshop.serve.server import READY, Server, copy_project

PAGE = "further/other-servers.md"
COMMANDS = [line for line in printed.commands(PAGE) if line.endswith(" learning.asgi:application")]
ECHO = "/ws/echo/"
SECONDS = 20
# The close code that a page sees; 1006 stands for none, the connection is cut.
STOPPED = {"daphne": 1006, "uvicorn": 1012, "gunicorn": 1006, "gunicorn-uvicorn": 1012}
RAISED = {"daphne": 1011, "uvicorn": 1006, "gunicorn": 1011, "gunicorn-uvicorn": 1006}
PROGRAMS = list(STOPPED)
# The programs of the pages; what the others do differently is said further down there.
QUICK = ("daphne", "uvicorn")
PINGS = {"daphne": ("--ping-interval", "1"), "uvicorn": ("--ws-ping-interval", "1")}
PING = bytes([0x80 | 9])
LIMIT = {
    "uvicorn": ("--ws-max-size", "1048576"),
    "gunicorn": ("--websocket-max-message-size", "1048576"),
}
# In their place on the path, these are not installed.
ABSENT = ("websockets", "wsproto")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Step 2, whose consumer raises an error for one message."""
    project = copy_project(STEPS[2], tmp_path_factory.mktemp("other") / "learning")
    consumers = project / "chat" / "consumers.py"
    text = consumers.read_text(encoding="utf-8")
    send = "        self.send(text_data=text_data, bytes_data=bytes_data)\n"
    assert text.count(send) == 1
    raising = "        if text_data == 'bad':\n            raise RuntimeError('bad')\n"
    consumers.write_text(text.replace(send, raising + send), encoding="utf-8", newline="\n")
    return project


@pytest.fixture
def serve(project, tmp_path):
    """A function: a program, and how its command changes, to a ``Server`` that is not started."""

    def serve(program, *options, **extra):
        module = program.partition("-")[0]
        if importlib.util.find_spec(module) is None:
            needs.missing(f"There is no {module} for this system.")
        server = Server(project, program, tmp_path / "server.log", **extra)
        *words, application = server.command()
        server.command = lambda: [*words, *options, application]
        return server

    return serve


def opened(server):
    return Socket(server.port, ECHO, seconds=SECONDS)


@pytest.mark.parametrize("program", chosen(PROGRAMS, lambda name: name in QUICK))
def test_what_a_page_sees_when_the_server_is_stopped(serve, program):
    with serve(program) as server, opened(server) as socket:
        socket.send("hello")
        assert socket.receive() == "hello"
        stopping = threading.Thread(target=server.stop)
        stopping.start()
        assert socket.receive() is None
        stopping.join()
        assert socket.code == STOPPED[program], socket.happened


@pytest.mark.parametrize("program", chosen(PROGRAMS, lambda name: name in QUICK))
def test_what_a_page_sees_of_an_exception(serve, program):
    with serve(program) as server, opened(server) as socket:
        socket.send("bad")
        assert socket.receive() is None
        assert socket.code == RAISED[program], socket.happened
        assert "RuntimeError: bad" in server.output()


@pytest.mark.parametrize("how", chosen(["--ws none", "not installed"], lambda how: how[0] == "-"))
def test_uvicorn_without_a_package_for_websockets_says_so(serve, tmp_path, how):
    absent = tmp_path / "absent"
    absent.mkdir()
    for name in ABSENT:
        text = f"raise ImportError({name!r})\n"
        (absent / f"{name}.py").write_text(text, encoding="utf-8")
    options = how.split() if how.startswith("--") else []
    extra = {} if options else {"PYTHONPATH": str(absent)}
    with serve("uvicorn", *options, **extra) as server:
        with opened(server) as socket:
            assert socket.status == 404, socket.happened
        assert "Unsupported upgrade request." in server.output()
        assert "No supported WebSocket library detected" in server.output()


@pytest.mark.all
@pytest.mark.parametrize("program", PINGS)
def test_daphne_and_uvicorn_ping_as_often_as_they_are_told(serve, program):
    with serve(program, *PINGS[program]) as server, opened(server) as socket:
        heard = threading.Event()
        protocol = socket.connection.protocol
        received = protocol.receive_data

        def receive_data(data):
            if data[:1] == PING:
                heard.set()
            received(data)

        protocol.receive_data = receive_data
        assert heard.wait(SECONDS)


@pytest.mark.all
@pytest.mark.sweep
def test_gunicorns_own_worker_sends_no_ping_in_half_a_minute(serve):
    with serve("gunicorn") as server, opened(server) as socket:
        received, data = socket.connection.protocol.receive_data, []

        def receive_data(some):
            data.append(some)
            received(some)

        socket.connection.protocol.receive_data = receive_data
        assert socket.receive(30) is None
        assert data == []
        assert socket.code is None


@pytest.mark.all
@pytest.mark.parametrize("program", chosen(["uvicorn", "gunicorn"], lambda name: name in QUICK))
def test_with_the_option_of_the_page_a_message_over_1_mib_is_refused(serve, program):
    with serve(program, *LIMIT[program]) as server, opened(server) as socket:
        socket.send("x" * (1024 * 1024 + 1))
        assert socket.receive() is None
        assert socket.code == 1009


def test_the_page_starts_all_of_them():
    assert [line.split()[0] for line in COMMANDS] == ["daphne", "uvicorn", "gunicorn", "gunicorn"]


@pytest.mark.parametrize("line", chosen(COMMANDS, lambda line: line.startswith("uvicorn")))
def test_the_commands_of_the_page_serve_the_chat(serve, line):
    name, *words = shlex.split(line)
    combined = "uvicorn_worker.UvicornWorker" in words
    server = serve("gunicorn-uvicorn" if combined else name)
    assert line.count("8000") == 1
    words = [word.replace("8000", str(server.port)) for word in words]
    quiet = ["--no-control-socket"] * (name == "gunicorn")
    server.command = lambda: [sys.executable, "-m", name, *quiet, *words]
    with server, opened(server) as socket:
        socket.send("hello")
        assert socket.receive() == "hello"


@pytest.mark.all
@pytest.mark.parametrize("program", chosen(["uvicorn", "gunicorn"], lambda name: name in QUICK))
def test_with_reload_they_start_again_when_a_file_is_saved(serve, program):
    with serve(program, "--reload") as server:
        page = server.project / "chat" / "views.py"
        text = page.read_text(encoding="utf-8")
        try:
            added = "\n\ndef index(request):\n    raise KeyError('saved')\n"
            page.write_text(text + added, encoding="utf-8", newline="\n")
            assert become(lambda: "saved" in request(server.port, "/chat/").body)
        finally:
            page.write_text(text, encoding="utf-8", newline="\n")


@pytest.mark.all
@pytest.mark.parametrize("program", ["gunicorn", "gunicorn-uvicorn"])
def test_gunicorn_starts_a_process_again_that_has_died(serve, program):
    with serve(program) as server:
        (worker,) = re.findall(r"Booting worker with pid: (\d+)", server.output())
        os.kill(int(worker), signal.SIGKILL)
        assert become(lambda: server.output().count(READY[program]) == 2)
        with opened(server) as socket:
            assert socket.opened, socket.happened
