"""``run --lan``: who gets in, who does not, and that nothing of it is left."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.workshop.terminal import Call, call, fingerprint, quiet_port
from workshop import guests, lan
from workshop.client import Socket, request
from workshop.people import SignInError, sign_in
from workshop.problems import Problem
from workshop.server import LOOPBACK
from workshop.steps import STEPS

# Each sign-in hashes a password, which is slow on purpose.
PEOPLE = 4
CARD = re.compile(r"name <b>(\w+)</b></p><p>password <b>(\w+)</b>")
ROOM = "/ws/chat/lobby/"
SECONDS = 60


@pytest.fixture
def room(ready_python, checkout, env):
    """The command, serving people at the loopback address; its port; the guests on the sheet."""
    port = quiet_port()
    words = ("run", "--lan", "--people", str(PEOPLE), "--address", LOOPBACK, "--no-browser")
    with Call(ready_python, checkout, *words, "--port", str(port), env=env) as started:
        started.serves(port)
        sheet = checkout / ".workshop" / f"lan-{port}-guests.html"
        yield started, port, CARD.findall(sheet.read_text(encoding="utf-8"))


def test_everybody_on_the_sheet_chats_and_nobody_else_gets_in(room, checkout):
    before = fingerprint(*(checkout / folder.name for folder in STEPS.values()))
    started, port, people = room
    assert [name for name, _ in people][:2] == ["teacher", "adam"]
    assert len(set(people)) == PEOPLE
    assert f"http://{LOOPBACK}:{port}/" in started.output
    # The passwords are for paper: the terminal may be on the projector.
    assert not any(password in started.output for _, password in people)

    with ExitStack() as stack:
        with ThreadPoolExecutor(PEOPLE) as pool:
            cookies = list(pool.map(lambda guest: sign_in(port, *guest, seconds=SECONDS), people))
        page = request(port, "/chat/lobby/", cookies=cookies[0])
        assert page.status == 200
        # Static files come without DEBUG too.
        assert request(port, "/static/chat/page.js").status == 200
        sockets = [
            stack.enter_context(Socket(port, ROOM, cookies=own, seconds=SECONDS)) for own in cookies
        ]
        for socket in sockets:
            socket.send(json.dumps({"message": "hello"}))
        for socket in sockets:
            heard = {json.loads(socket.receive())["username"] for _ in people}
            assert heard == {name for name, _ in people}

        # Guests see nothing of the admin.
        assert b"auth/user" not in request(port, "/admin/", cookies=cookies[0]).body.encode()
        assert request(port, "/admin/auth/user/", cookies=cookies[0]).status == 403

    assert request(port, "/chat/", host="ada.localhost").status == 400
    missing = request(port, "/no-such-page/")
    assert missing.status == 404 and "DEBUG" not in missing.body
    with pytest.raises(SignInError):
        sign_in(port, "ada", seconds=SECONDS)
    with Socket(port, ROOM) as stranger:
        assert stranger.status == 403

    started.interrupt()
    assert started.finish() == 0
    assert list((checkout / ".workshop").iterdir()) == []
    assert fingerprint(*(checkout / folder.name for folder in STEPS.values())) == before


def test_an_address_of_somebody_else_is_refused(ready_python, checkout, env):
    words = ("run", "--lan", "--address", "192.0.2.77", "--no-browser")
    code, output = call(ready_python, checkout, *words, env=env)
    assert code == 1
    assert "192.0.2.77 is no IPv4 address of this machine." in output
    assert not (checkout / ".workshop").exists() or not list((checkout / ".workshop").iterdir())


@pytest.mark.parametrize("step", ["1", "2"])
def test_only_the_last_step_is_for_a_room(step, ready_python, checkout, env):
    code, output = call(ready_python, checkout, "run", step, "--lan", env=env)
    assert code == 1
    assert "Only step 3 is for a room" in output


def test_a_machine_without_a_network_is_told_so(monkeypatch):
    monkeypatch.setattr(lan, "ELSEWHERE", (LOOPBACK, 9))
    with pytest.raises(Problem, match="no address in a network"):
        lan.own_address()


@pytest.mark.parametrize("count", [1, 30, guests.MOST])
def test_guests_have_names_and_passwords_of_their_own(count):
    people = guests.invent(count)
    assert len({guest.name for guest in people}) == len({guest.password for guest in people})
    assert len(people) == count
    assert {len(guest.password) for guest in people} == {guests.LENGTH}
