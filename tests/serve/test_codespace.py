"""In a codespace, as GitHub forwards a port: the Host is localhost, the Origin is GitHub's name."""

import pytest

from tests.support.checkout import Call, quiet_port
from workshop.serve.client import Socket, request
from workshop.serve.codespace import host
from workshop.serve.prepare import PASSWORD
from workshop.serve.sign_in import LOGIN

NAME = "fluffy-spoon-42"
OURS = f"https://{NAME}-8000.app.github.dev"
OTHERS = "https://another-name-8000.app.github.dev"
SECONDS = 60


@pytest.fixture
def codespace(ready_python, checkout, env):
    """The finished chat in a codespace: the command, and its port."""
    port = quiet_port()
    env = {**env, "CODESPACE_NAME": NAME}
    words = ("run", "--no-browser", "--port", str(port))
    with Call(ready_python, checkout, *words, env=env) as started:
        started.serves(port, SECONDS)
        started.until("instead. Each person needs", SECONDS)
        yield started, port


def sign_in(port, origin):
    headers = {"Host": "localhost:8000", "Origin": origin}
    page = request(port, LOGIN, headers=headers, seconds=SECONDS)
    form = {"username": "ada", "password": PASSWORD}
    form["csrfmiddlewaretoken"] = page.cookies["csrftoken"]
    more = {"cookies": page.cookies, "headers": headers, "seconds": SECONDS}
    return request(port, LOGIN, form=form, **more)


def test_people_sign_in_and_get_a_socket(codespace):
    started, port = codespace
    assert f"open https://{NAME}-{port}.app.github.dev/ instead" in started.output
    reply = sign_in(port, OURS)
    assert reply.status == 302
    room = {"cookies": reply.cookies, "seconds": SECONDS, "host": "localhost"}
    with Socket(port, "/ws/chat/lobby/", origin=OURS, **room) as socket:
        assert socket.opened, socket.happened
    # Other codespaces are foreign sites.
    with Socket(port, "/ws/chat/lobby/", origin=OTHERS, **room) as socket:
        assert socket.status == 403
    assert sign_in(port, OTHERS).status == 403


def test_other_machines_have_no_such_name():
    assert host(8000, {}) is None
    domain = {"GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN": "example.dev"}
    assert host(8000, {"CODESPACE_NAME": NAME, **domain}) == f"{NAME}-8000.example.dev"
