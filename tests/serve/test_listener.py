"""A server that somebody else's is in the way of takes another port; nobody else is asked."""

import contextlib
import socket
import time

import pytest

from tests.support.lesson import LESSON
from tests.support.web_server import web_server
from workshop.base.steps import STEPS
from workshop.check.ask.people_database import Database
from workshop.check.ask.project import Project
from workshop.check.ask.trial import Laboratory
from workshop.serve import server as serving
from workshop.serve.client import request
from workshop.serve.listener import held_by, owner
from workshop.serve.server import LOOPBACK, Server, copy_project

SECONDS = 60


def answer(handler):
    """Answer everybody, as another project would."""
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(b"somebody else")


@pytest.fixture
def neighbour():
    """Yield the port of a server of somebody else: of this process."""
    with web_server(answer) as port:
        yield port


@pytest.fixture
def in_the_way(neighbour, monkeypatch):
    """Let the next port that is chosen be the one that somebody else has taken meanwhile."""
    chosen = serving.free_port
    ports = [neighbour]
    monkeypatch.setattr(serving, "free_port", lambda: ports.pop() if ports else chosen())
    return neighbour


def test_a_server_takes_another_port(in_the_way, tmp_path):
    project = copy_project(STEPS[1], tmp_path / "project")
    with Server(project) as server:
        assert server.port != in_the_way
        reply = request(server.port, "/chat/")
        assert reply.status == 200 and "somebody else" not in reply.body


def test_a_server_that_has_to_be_in_one_place_says_so(neighbour, tmp_path):
    project = copy_project(STEPS[1], tmp_path / "project")
    with (
        pytest.raises(RuntimeError, match="did not start"),
        Server(project, place=(LOOPBACK, neighbour)),
    ):
        pass


def test_a_trial_asks_its_own_copy(in_the_way, tmp_path):
    project = Project(tmp_path, "learning", LESSON.checkpoint("1.3").tree)
    probes = {"page": lambda port: request(port, "/chat/").body}
    trial = Laboratory(tmp_path, project, Database(tmp_path)).trial(
        project.tree, probes, lambda port, *_: port, time.monotonic() + SECONDS
    )
    assert trial.started, trial.output
    assert "<form" in trial.seen["page"]


def test_whose_port_it_is(neighbour):
    ours = owner(neighbour)
    assert held_by(ours.pid, neighbour)
    with contextlib.closing(socket.create_server((LOOPBACK, 0))) as other:
        port = other.getsockname()[1]
        assert held_by(ours.pid, port)
    assert not held_by(ours.pid, port)
