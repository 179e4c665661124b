"""What tools around a project say, made for real: the page ``trouble/around.md`` quotes it."""

import re
import socket
import subprocess
import sys

import pytest

from tests.support.lesson import LESSON
from tests.support.printed import proven_by
from tests.support.waiting import become
from workshop.lesson import checkpoints
from workshop.serve.client import Socket
from workshop.serve.server import LOOPBACK, Server, environment, free_port

SECONDS = 60
COMMUNICATOR = """
import asyncio, django
django.setup()
from channels.testing import WebsocketCommunicator
from chat.consumers import ChatConsumer
asyncio.run(WebsocketCommunicator(ChatConsumer.as_asgi(), '/ws/chat/lobby/').connect())
"""


def quoted(test):
    (block,) = proven_by(test)
    return block.text.strip()


def project(tmp_path, name):
    return checkpoints.write(LESSON.checkpoint(name), tmp_path / "learning")


def test_a_client_without_an_origin_is_refused(tmp_path):
    with Server(project(tmp_path, "2.4")) as server:
        with Socket(server.port, "/ws/echo/", seconds=SECONDS, origin=None) as socket:
            assert socket.status == 403
        with Socket(server.port, "/ws/echo/", seconds=SECONDS) as socket:
            assert socket.opened
        said = quoted("test_a_client_without_an_origin_is_refused")
        assert become(lambda: said in server.output())


def test_a_consumer_without_its_route_has_no_url_route(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", COMMUNICATOR],
        cwd=project(tmp_path, "3.2"),
        env=environment(DJANGO_SETTINGS_MODULE="learning.settings"),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    said = quoted("test_a_consumer_without_its_route_has_no_url_route")
    assert said in done.stderr.splitlines()


def test_a_server_without_websockets_says_so(tmp_path):
    pytest.importorskip("uvicorn")
    port, log = free_port(), tmp_path / "uvicorn.log"
    command = [sys.executable, "-m", "uvicorn", "--ws", "none", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "learning.asgi:application"],
            cwd=project(tmp_path, "2.2"),
            env=environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        assert become(lambda: b"Uvicorn running" in log.read_bytes())
        with Socket(port, "/ws/echo/", host=LOOPBACK, seconds=SECONDS) as socket:
            assert not socket.opened
        said = quoted("test_a_server_without_websockets_says_so")
        assert become(lambda: said in log.read_text(encoding="utf-8"))
    finally:
        process.terminate()
        process.wait(SECONDS)


def test_a_taken_port_is_a_listen_failure(tmp_path):
    folder = project(tmp_path, "2.1")
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "manage.py", "runserver", "--noreload", str(port)],
            cwd=folder,
            env=environment(),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
    said = quoted("test_a_taken_port_is_a_listen_failure").replace("8000", str(port))
    # Systems have numbers and words of their own for the reason.
    (beginning,) = re.findall(r"^(.+: )\[", said)
    assert beginning in done.stdout + done.stderr
