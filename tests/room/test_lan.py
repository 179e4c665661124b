"""``run --lan``: who gets in, who does not, and that nothing of it is left."""

import contextlib
import http.client
import json
import re
import socket as tcp
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.support.checkout import Call, call, fingerprint, quiet_port
from workshop.base.problems import Problem
from workshop.base.steps import STEPS
from workshop.room import guests, lan, own_addresses
from workshop.serve.client import Socket, request
from workshop.serve.people import SignInError, sign_in
from workshop.serve.server import LOOPBACK

PEOPLE = 30
CARD = re.compile(r"name <b>(\w+)</b></p><p>password <b>(\w+)</b>")
PAINTED = re.compile(r"^\x1b\[38;5;16;48;5;231m(.+)\x1b\[0m$", re.MULTILINE)
ROOM = "/ws/chat/lobby/"
SECONDS = 60


@pytest.fixture
def room(ready_python, checkout, env):
    """The command, serving people at the loopback address; its port; the guests on the sheet."""
    port = quiet_port()
    words = ("run", "--lan", "--people", str(PEOPLE), "--address", LOOPBACK, "--no-browser")
    with Call(ready_python, checkout, *words, "--port", str(port), env=env) as started:
        # Each password is hashed, which is slow on purpose.
        started.serves(port, SECONDS)
        sheet = checkout / ".workshop" / f"lan-{port}-guests.html"
        yield started, port, CARD.findall(sheet.read_text(encoding="utf-8"))


@pytest.mark.all
def test_everybody_on_the_sheet_chats_and_nobody_else_gets_in(room, checkout):
    before = fingerprint(*(checkout / folder.name for folder in STEPS.values()))
    started, port, people = room
    assert [name for name, _ in people][:2] == ["teacher", "adam"]
    # Thirty cards for the room, and the teacher's besides.
    assert len(set(people)) == PEOPLE + 1
    assert f"http://{LOOPBACK}:{port}/" in started.output
    # The passwords are for paper: the terminal may be on the projector.
    assert not any(password in started.output for _, password in people)

    with ExitStack() as stack:
        with ThreadPoolExecutor(4) as pool:
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
            heard = {json.loads(socket.receive(SECONDS))["username"] for _ in people}
            assert heard == {name for name, _ in people}

        # Guests see nothing of the admin.
        assert b"auth/user" not in request(port, "/admin/", cookies=cookies[0]).body.encode()
        assert request(port, "/admin/auth/user/", cookies=cookies[0]).status == 403

    # A browser would complain of it in red: it is for HTTPS.
    with contextlib.closing(http.client.HTTPConnection(LOOPBACK, port, timeout=SECONDS)) as plain:
        plain.request("GET", "/admin/login/")
        assert "Cross-Origin-Opener-Policy" not in plain.getresponse().headers

    assert request(port, "/chat/", host="ada.localhost").status == 400
    missing = request(port, "/no-such-page/")
    assert missing.status == 404 and "DEBUG" not in missing.body
    with pytest.raises(SignInError):
        sign_in(port, "ada", seconds=SECONDS)
    with Socket(port, ROOM) as stranger:
        assert stranger.status == 403

    says = started.output
    assert f"Everybody who reaches {LOOPBACK} can open" in says
    assert "Nothing is encrypted" in says and "firewall" in says and "client isolation" in says
    # What it says is so: at this machine's other addresses nobody answers.
    with pytest.raises(OSError):
        tcp.create_connection(("127.0.0.2", port), timeout=2).close()

    started.interrupt()
    assert started.finish() == 0
    assert list((checkout / ".workshop").iterdir()) == []
    assert fingerprint(*(checkout / folder.name for folder in STEPS.values())) == before


def test_an_address_of_somebody_else_is_refused(ready_python, checkout, env):
    words = ("run", "--lan", "--address", "192.0.2.77", "--no-browser")
    code, output = call(ready_python, checkout, *words, env=env)
    assert code == 1
    assert "192.0.2.77 is no IPv4 address of this machine." in output
    assert "This machine has " in output
    assert not (checkout / ".workshop").exists() or not list((checkout / ".workshop").iterdir())


@pytest.mark.parametrize("step", ["1", "2"])
def test_only_the_last_step_is_for_a_room(step, ready_python, checkout, env):
    code, output = call(ready_python, checkout, "run", step, "--lan", env=env)
    assert code == 1
    assert "Only step 3 is for a room" in output


def test_a_machine_without_a_network_is_told_so(monkeypatch):
    monkeypatch.setattr(own_addresses, "ELSEWHERE", (LOOPBACK, 9))
    monkeypatch.setattr(own_addresses, "found", lambda: [])
    with pytest.raises(Problem, match="no address in a network"):
        lan.own_address()


@pytest.mark.parametrize("words", [["--people", "9"], ["--address", LOOPBACK], ["--guests", "g"]])
def test_what_is_for_a_room_is_not_ignored_without_one(words, ready_python, checkout, env):
    code, output = call(ready_python, checkout, "run", *words, "--no-browser", env=env)
    assert code == 1
    assert f"{words[0]} is for a room: add --lan" in output


def test_a_port_that_is_taken_is_told_with_all_that_was_said(ready_python, checkout, env):
    words = ["--lan", "--address", LOOPBACK, "--guests", "our guests.html"]
    with tcp.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, output = call(ready_python, checkout, "run", "--port", port, *words, env=env)
    assert code == 1
    assert f'--lan --guests "our guests.html" --address {LOOPBACK}' in output
    assert not (checkout / "our guests.html").exists()


@pytest.mark.all
def test_a_sheet_that_is_kept_is_good_again(tmp_path):
    file = tmp_path / "guests.html"
    made = guests.kept(file, 5)
    assert len(made) == 6
    written = file.read_bytes()
    assert guests.kept(file, 30) == made
    assert file.read_bytes() == written
    # It was printed before anybody knew the address.
    assert b"http:" not in written
    with lan.Room(LOOPBACK, quiet_port(), 30, file) as room:
        assert room.guests == made
    assert file.read_bytes() == written


def test_a_file_that_is_no_sheet_is_left_alone(tmp_path):
    file = tmp_path / "letter.html"
    file.write_text("Dear all,", encoding="utf-8")
    with pytest.raises(Problem, match="This is no sheet with guests"):
        guests.kept(file, 5)
    assert file.read_text(encoding="utf-8") == "Dear all,"


def test_the_qr_code_is_black_on_white_and_says_the_address():
    import segno

    url = "http://192.168.1.20:8000/"
    lines = PAINTED.findall(lan.qr(url))
    halves = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}
    pairs = [[halves[sign] for sign in line] for line in lines]
    seen = [[pair[half] for pair in row] for row in pairs for half in (0, 1)]
    wanted = [[int(bool(bit)) for bit in row] for row in segno.make(url).matrix_iter(border=2)]
    assert seen[: len(wanted)] == wanted


@pytest.mark.parametrize("count", [1, 30, guests.MOST])
def test_guests_have_names_and_passwords_of_their_own(count):
    people = guests.invent(count)
    assert len({guest.name for guest in people}) == len({guest.password for guest in people})
    assert len(people) == count + 1
    assert {len(guest.password) for guest in people} == {guests.LENGTH}


@pytest.mark.parametrize("moment", ["_create", "_remove", "database"])
def test_a_room_that_cannot_be_made_leaves_no_sheet(tmp_path, monkeypatch, moment):
    monkeypatch.setattr(lan, "DATA", tmp_path)
    room = lan.Room(LOOPBACK, 8000, 2)
    if moment == "_create":
        # The helper's own process does not start, and says why.
        monkeypatch.setattr(lan.sys, "executable", "/no/such/python")
    elif moment == "_remove":
        room.database.mkdir()
    else:
        room.database = tmp_path / "no such folder" / "room.sqlite3"
    with pytest.raises((Problem, OSError)), room:
        raise AssertionError("It was made")
    assert not room.sheet.exists()


def test_accounts_that_cannot_be_made_are_told_with_the_reason(tmp_path, monkeypatch):
    monkeypatch.setattr(lan, "DATA", tmp_path)
    room = lan.Room(LOOPBACK, 8000, 1)
    monkeypatch.setattr(room, "variables", lambda: {"DJANGO_SETTINGS_MODULE": "no.such.settings"})
    with pytest.raises(Problem, match="accounts could not be made:\n(.|\n)*Error"), room:
        raise AssertionError("It was made")
    assert list(tmp_path.iterdir()) == []
