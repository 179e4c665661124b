"""In a codespace, as GitHub forwards a port: the Host is localhost, the Origin is GitHub's name."""

import os
import re

import pytest

from tests.support.checkout import Call, quiet_port
from workshop.base.steps import STEPS
from workshop.serve.client import Socket, request
from workshop.serve.codespace import KEY, host, own_secrets
from workshop.serve.codespace import PASSWORD as CODESPACE_PASSWORD
from workshop.serve.people import LOGIN, PASSWORD, SignInError
from workshop.serve.people import sign_in as person
from workshop.serve.server import Server, copy_project, prepare

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
        started.until("Password of all three: ", SECONDS)
        yield started, port


def sign_in(port, origin, password):
    headers = {"Host": "localhost:8000", "Origin": origin}
    page = request(port, LOGIN, headers=headers, seconds=SECONDS)
    form = {"username": "ada", "password": password}
    form["csrfmiddlewaretoken"] = page.cookies["csrftoken"]
    more = {"cookies": page.cookies, "headers": headers, "seconds": SECONDS}
    return request(port, LOGIN, form=form, **more)


@pytest.mark.all
def test_people_sign_in_and_get_a_socket(codespace):
    started, port = codespace
    assert f"open https://{NAME}-{port}.app.github.dev/ instead" in started.output
    (password,) = re.findall(r"Password of all three: (\S+)", started.output)
    reply = sign_in(port, OURS, password)
    assert reply.status == 302
    # A forwarded port may be made public: what the repository publishes opens nothing.
    assert password != PASSWORD
    assert sign_in(port, OURS, PASSWORD).status == 200
    room = {"cookies": reply.cookies, "seconds": SECONDS, "host": "localhost"}
    with Socket(port, "/ws/chat/lobby/", origin=OURS, **room) as socket:
        assert socket.opened, socket.happened
    # Other codespaces are foreign sites.
    with Socket(port, "/ws/chat/lobby/", origin=OTHERS, **room) as socket:
        assert socket.status == 403
    assert sign_in(port, OTHERS, password).status == 403


@pytest.mark.skipif(os.name != "posix", reason="Windows has other permissions")
def test_its_secrets_are_its_own_stay_the_same_and_are_nobody_elses(tmp_path, monkeypatch):
    assert own_secrets(tmp_path) == {} and list(tmp_path.iterdir()) == []
    monkeypatch.setenv("CODESPACE_NAME", NAME)
    first, again = own_secrets(tmp_path), own_secrets(tmp_path)
    assert first == again
    assert "insecure" not in first[KEY] and len(first[KEY]) > 50
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0
    (tmp_path / "other").mkdir()
    assert own_secrets(tmp_path / "other") != first


@pytest.mark.all
def test_people_of_before_get_the_codespaces_password(tmp_path, monkeypatch):
    project = copy_project(STEPS[3], tmp_path / "learning")
    prepare(project)
    for name, value in own_secrets(tmp_path, {"CODESPACE_NAME": NAME}).items():
        monkeypatch.setenv(name, value)
    prepare(project)
    with Server(project) as server:
        with pytest.raises(SignInError):
            person(server.port, "ada")
        assert "sessionid" in person(server.port, "ada", os.environ[CODESPACE_PASSWORD])


def test_other_machines_have_no_such_name():
    assert host(8000, {}) is None
    domain = {"GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN": "example.dev"}
    assert host(8000, {"CODESPACE_NAME": NAME, **domain}) == f"{NAME}-8000.example.dev"
