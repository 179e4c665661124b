"""From a fresh clone and a Python without packages to a chat between three people."""

import json
import signal
import subprocess
import sys
from contextlib import ExitStack

import pytest

from tests.support import needs
from tests.support.checkout import Call, fingerprint, fresh_checkout, fresh_environment, quiet_port
from workshop.base.steps import STEPS
from workshop.serve.client import Reply, Socket, request
from workshop.serve.people import PASSWORD, PEOPLE, sign_in

INSTALL_SECONDS = 280
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")


@pytest.fixture(scope="session")
def clone(tmp_path_factory):
    return fresh_checkout(tmp_path_factory.mktemp("first") / "clone")


@pytest.fixture(scope="session")
def newcomer(tmp_path_factory):
    return fresh_environment(tmp_path_factory.mktemp("newcomer"))


def chat(port):
    """Sign the three in, let each write once; return what each of them heard."""
    with ExitStack() as stack:
        people = {}
        for name in PEOPLE:
            host = f"{name}.localhost"
            cookies = sign_in(port, name, host=host)
            people[name] = stack.enter_context(
                Socket(port, "/ws/chat/lobby/", host=host, cookies=cookies)
            )
            assert people[name].opened, people[name].happened
        for name, socket in people.items():
            assert socket.send(json.dumps({"message": f"I am {name}"}))
        return {name: [json.loads(people[name].receive()) for _ in PEOPLE] for name in PEOPLE}


@pytest.fixture(scope="session")
def first(clone, newcomer, bare):
    """The first call: what it printed, what the people heard, and what it left."""
    needs.registry()
    steps = [clone / folder.name for folder in STEPS.values()]
    before = fingerprint(*steps)
    port = quiet_port()
    arguments = ("run", "3", "--no-browser", "--port", str(port))
    with Call(bare, clone, *arguments, env=newcomer) as running:
        running.serves(port, INSTALL_SECONDS)
        running.until("Stop with Ctrl+C.")
        heard = chat(port)
        if sys.platform == "win32":
            running.process.terminate()
        else:
            running.interrupt()
        code = running.finish()
        return {
            "output": running.output,
            "heard": heard,
            "code": code,
            "left": running.left(),
            "unchanged": fingerprint(*steps) == before,
            "answer": request(port, "/", seconds=1),
            "port": port,
        }


@pytest.mark.all
def test_it_shows_progress_and_how_long_it_took(first):
    setup = first["output"].partition("Ready in ")
    assert "  django==" in setup[0]
    assert "  installing " in setup[0]
    assert setup[2].split(" s.")[0].isdecimal()


@pytest.mark.all
def test_it_prints_people_password_and_addresses(first):
    assert f"http://127.0.0.1:{first['port']}/" in first["output"]
    assert PASSWORD in first["output"]
    for name in PEOPLE:
        assert f"http://{name}.localhost:{first['port']}/" in first["output"]


@pytest.mark.all
def test_three_people_chat(first):
    for name in PEOPLE:
        lines = sorted((said["username"], said["message"]) for said in first["heard"][name])
        assert lines == sorted((speaker, f"I am {speaker}") for speaker in PEOPLE)


@pytest.mark.all
@posix
def test_ctrl_c_ends_it_cleanly(first):
    assert first["code"] == 0
    assert first["output"].rstrip().endswith("Stopped.")
    assert "Traceback" not in first["output"]


@pytest.mark.all
def test_nothing_is_left(first):
    assert first["left"] == []
    assert first["answer"] == Reply(None, f"nothing listens on port {first['port']}")


@pytest.mark.all
def test_the_steps_folders_are_as_they_were(first):
    assert first["unchanged"]


@pytest.mark.all
def test_the_second_call_installs_nothing(first, clone, newcomer, bare):
    # With no way to get at packages.
    offline = {**newcomer, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": "", "PIP_FIND_LINKS": ""}
    before = (clone / ".venv" / "workshop-ready.txt").stat().st_mtime_ns
    port = quiet_port()
    arguments = ("run", "3", "--no-browser", "--port", str(port))
    with Call(bare, clone, *arguments, env=offline) as running:
        running.serves(port)
        assert "only this once" not in running.output
        assert request(port, "/chat/").status == 302
    assert (clone / ".venv" / "workshop-ready.txt").stat().st_mtime_ns == before


@pytest.mark.all
def test_the_environment_itself_needs_no_other(first, clone, newcomer):
    folder = "Scripts" if sys.platform == "win32" else "bin"
    port = quiet_port()
    arguments = ("run", "1", "--no-browser", "--port", str(port))
    with Call(clone / ".venv" / folder / "python", clone, *arguments, env=newcomer) as running:
        running.serves(port)
        assert "only this once" not in running.output


@pytest.mark.all
def test_a_package_that_went_missing_comes_back(first, clone, newcomer, bare):
    folder = "Scripts" if sys.platform == "win32" else "bin"
    python = clone / ".venv" / folder / "python"
    uninstall = [str(python), "-m", "pip", "uninstall", "-y", "tzdata"]
    subprocess.run(uninstall, check=True, capture_output=True, env=newcomer)
    port = quiet_port()
    arguments = ("run", "2", "--no-browser", "--port", str(port))
    with Call(bare, clone, *arguments, env=newcomer) as running:
        running.serves(port, INSTALL_SECONDS)
        assert "Ready in" in running.output
    subprocess.run([str(python), "-c", "import tzdata"], check=True)


@pytest.mark.all
@posix
def test_sigterm_stops_the_server_with_its_reloader(first, clone, newcomer, bare):
    port = quiet_port()
    with Call(bare, clone, "run", "--no-browser", "--port", str(port), env=newcomer) as running:
        running.serves(port)
        running.interrupt(signal.SIGTERM)
        assert running.finish() == 128 + signal.SIGTERM
        assert "Traceback" not in running.output
        assert running.left() == []
