"""What ``run`` can tell about a port."""

import argparse
import socket

import pytest

from tests.support.web_server import web_server
from workshop.base.problems import Problem
from workshop.base.steps import STEPS
from workshop.serve import ports
from workshop.serve.server import LOOPBACK, Server, copy_project, free_port


def http_server(name):
    """Serve nothing but HTTP 404 as a program that calls itself ``name``; yield the port."""
    return web_server(lambda handler: handler.send_error(404), server_version=name, sys_version="")


def test_a_free_port():
    port = free_port()
    assert ports.free(port)
    assert ports.choose(port, str) == port


def test_a_web_server_is_described():
    with http_server("teapot/1.0") as port:
        assert not ports.free(port)
        described = ports.describe(port)
    assert described == "a web server (Server: teapot/1.0), which answers HTTP 404"


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_recognised(step, tmp_path):
    with Server(copy_project(STEPS[step], tmp_path / "learning")) as server:
        described = ports.describe(server.port)
    assert described.startswith(f"a project of this course, as far as step {step} (Server: ")
    assert ("daphne" in described) == (step > 1)


def test_something_else_is_described():
    with socket.create_server((LOOPBACK, 0)) as listener:
        assert ports.describe(listener.getsockname()[1]) == "something that is not a web server"


def test_a_port_that_is_bound_but_does_not_answer():
    with socket.socket() as bound:
        bound.bind((LOOPBACK, 0))
        port = bound.getsockname()[1]
        assert not ports.free(port)
        assert ports.describe(port) == "something that does not answer"


def test_a_server_for_ipv6_only_would_answer_in_our_place():
    if not socket.has_ipv6:
        pytest.skip("This Python has no IPv6.")
    try:
        listener = socket.create_server((ports.LOOPBACK_6, 0), family=socket.AF_INET6)
    except OSError as error:
        pytest.skip(f"This machine has no IPv6 loopback address: {error}")
    with listener:
        assert not ports.free(listener.getsockname()[1])


def test_the_next_free_port_is_offered():
    with http_server("teapot/1.0") as port:
        other = ports.next_free(port)
        assert other > port
        assert ports.free(other)
        with pytest.raises(Problem) as raised:
            ports.choose(port, lambda number: f"the command --port {number}")
    assert f"Port {port} is taken. It is used by a web server (Server: teapot/1.0)" in str(
        raised.value
    )
    assert str(raised.value).endswith(f"    the command --port {other}")


def test_there_is_no_port_after_the_last():
    assert ports.next_free(ports.LAST) is None


def test_a_port_that_the_system_refuses(monkeypatch):
    refused = PermissionError(13, "Permission denied")
    monkeypatch.setattr(ports, "refusal", lambda port, host=None: refused if port == 80 else None)
    with pytest.raises(Problem) as raised:
        ports.choose(80, str)
    assert "This system does not let you use port 80." in str(raised.value)
    assert int(str(raised.value).split()[-1]) >= 8000


@pytest.mark.parametrize("text", ["0", "65536", "-1", "eight", "٣", "²", ""])
def test_what_is_no_port(text):
    with pytest.raises(argparse.ArgumentTypeError, match="choose 1 to 65535"):
        ports.number(text)
