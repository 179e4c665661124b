"""The board with one person or two: who sees what, who is refused, and that nothing is left."""

import contextlib
import http.client
import json
import os
import sqlite3

import pytest

from tests.room.classroom import PARTS, SECONDS, Person, Teacher, key, start
from tests.support.checkout import fresh_checkout, fresh_environment, quiet_port
from workshop.base.problems import Problem
from workshop.commands.board import facts
from workshop.room import board_server
from workshop.room.companion import parsed
from workshop.serve.client import Socket, request
from workshop.serve.server import LOOPBACK

TOKEN = "0123456789abcdef"
STRANGE_NAMES = ["<script>alert(1)</script>", "Zoë", "مريم", "李雷", "seat 12", "🦉 owl"]
HOSTILE_NAMES = [
    "",
    " ",
    "a\nb",
    "\x1b[2J",
    "x‮y",
    "a\u200bb",
    "Z" * 41,
    "a" + "\u0301" * 9,
    "\ud800",
]


@pytest.fixture(scope="module")
def board(ready_python, tmp_path_factory):
    """A running board: the call, its checkout, its port."""
    folder = tmp_path_factory.mktemp("board")
    checkout = fresh_checkout(folder / "checkout", *PARTS)
    port = quiet_port()
    env = fresh_environment(folder / "home")
    with start(ready_python, checkout, env, port, "--agenda", "half-day") as running:
        yield running, checkout, port
        running.interrupt()
        assert running.finish() == 0, running.output
        assert "Nothing of the board is left." in running.output
        assert list((checkout / ".workshop").iterdir()) == []


@pytest.fixture
def teacher(board):
    with Teacher(board[2], key(*board[1:])) as teacher:
        teacher.until(lambda rows: teacher.picture)
        yield teacher


@pytest.fixture
def join(board):
    """Return a function: a socket that has joined under a name, and the answer."""
    opened = []

    def join(name, token=None, port=board[2]):
        socket = Socket(port, "/ws/join/", origin=None, seconds=SECONDS)
        opened.append(socket)
        token = token or f"{len(opened):016}"
        socket.send(json.dumps({"kind": "join", "name": name, "token": token}))
        return socket, json.loads(socket.receive())

    yield join
    for socket in opened:
        socket.send('{"kind": "leave"}')
        socket.receive()
        socket.close()


def test_somebody_joins_moves_on_and_leaves(board, teacher):
    with Person(board[2], "Ada") as ada:
        ada.found("2.2", "receive-misspelled")
        teacher.until(ada.shown)
        row = teacher.rows()["Ada"]
        assert row["here"] and not row["checking"] and row["still"] < SECONDS
        (told,) = teacher.picture["mistakes"]
        assert told["count"] == 1 and told["say"]
        assert "/trouble/" in told["page"] and ".html#" in told["page"]
        ada.looking()
        teacher.until(lambda rows: rows["Ada"]["checking"])
        ada.leave()
        teacher.until(lambda rows: "Ada" not in rows)


def test_a_hand_goes_up_and_the_teacher_puts_it_down(board, teacher, join):
    socket, _ = join("Grace")
    socket.send('{"kind": "hand", "up": true}')
    teacher.until(lambda rows: rows.get("Grace", {}).get("hand") is not None)
    teacher.send(kind="lower", number=teacher.rows()["Grace"]["number"])
    assert json.loads(socket.receive()) == {"kind": "hand", "up": False}
    teacher.until(lambda rows: rows["Grace"]["hand"] is None)


def test_what_is_said_reaches_those_who_are_there_and_those_who_come_later(board, teacher, join):
    first, _ = join("Ada")
    teacher.send(kind="say", text="all: goto 3.2")
    assert json.loads(first.receive()) == {"kind": "said", "said": "all: goto 3.2"}
    assert join("Grace")[1]["said"] == "all: goto 3.2"
    with Person(board[2], "Alan") as alan:
        teacher.until(lambda rows: "Alan" in rows)
        teacher.until(lambda rows: any("all: goto 3.2" in line for line in alan.said))
        alan.leave()
        teacher.until(lambda rows: "Alan" not in rows)
    teacher.send(kind="say", text="")
    assert json.loads(first.receive()) == {"kind": "said", "said": ""}


def test_two_of_one_name_are_told_apart_and_one_who_comes_back_is_the_same(teacher, join):
    assert join("Ada")[1]["name"] == "Ada"
    second, answer = join("Ada", token=TOKEN)
    assert answer["name"] == "Ada (2)"
    second.close()
    teacher.until(lambda rows: "Ada (2)" in rows and not rows["Ada (2)"]["here"])
    assert join("Ada", token=TOKEN)[1]["name"] == "Ada (2)"
    assert len(teacher.rows()) == 2


def test_a_hunt_that_ends_leaves_the_check_of_the_same_person_there(teacher, join):
    join("Ada", token=TOKEN)
    hunt, _ = join("Ada", token=TOKEN)
    grace, _ = join("Grace")
    hunt.close()
    # Much is shown after that end, and nothing of Ada's first connection.
    for up in (True, False) * 5:
        grace.send(json.dumps({"kind": "hand", "up": up}))
        teacher.until(lambda rows, up=up: (rows.get("Grace", {}).get("hand") is not None) == up)
    teacher.until(lambda rows: rows["Ada"]["here"])


def test_the_race_of_a_hunt_has_names_only_where_the_teacher_shows_them(board, teacher, join):
    join("Ada")[0].send('{"kind": "hunt", "hunt": "7, level 2", "seconds": 300, "help": 1}')
    join("Grace")[0].send('{"kind": "hunt", "hunt": "7, level 2", "seconds": 200, "help": 0}')

    def hunts():
        with Socket(board[2], "/ws/room/", seconds=SECONDS) as page:
            return json.loads(page.receive())["hunts"]

    teacher.until(lambda rows: teacher.picture["room"]["hunts"] and len(rows) == 2)
    teacher.until(lambda rows: teacher.picture["room"]["hunts"][0]["found"] == 2)
    assert hunts() == [{"hunt": "7, level 2", "found": 2, "order": []}]
    teacher.send(kind="race", shown=True)
    teacher.until(lambda rows: teacher.picture["race"])
    assert [name for name, _, _ in hunts()[0]["order"]] == ["Grace", "Ada"]
    teacher.send(kind="race", shown=False)
    teacher.until(lambda rows: not teacher.picture["race"])


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_a_name_may_be_of_any_script(name, teacher, join):
    assert join(name)[1]["name"] == name
    teacher.until(lambda rows: name in rows)


@pytest.mark.parametrize("name", [*HOSTILE_NAMES, None, 7, ["Ada"], {"a": 1}])
def test_a_hostile_name_is_refused_with_a_reason(name, join, teacher):
    assert join(name)[1]["kind"] == "error"
    assert teacher.rows() == {}


@pytest.mark.parametrize(
    "frame",
    [
        "", "no JSON", "[]", "{}", '{"kind": []}', '{"kind": "say", "text": "hello"}',
        '{"kind": "state", "reached": "9.9", "checking": false}',
        '{"kind": "state", "reached": ["2.2"], "checking": false}',
        '{"kind": "state", "reached": "2.2", "checking": 1}',
        '{"kind": "state", "mistake": "<b>", "checking": false}',
        '{"kind": "state", "mistake": "x", "since": NaN, "checking": false}',
        '{"kind": "state", "mistake": "x", "since": -1, "checking": false}',
        '{"kind": "hand", "up": "yes"}', '{"kind": "hunt", "hunt": "7"' + ', "seconds": 1e999}',
        b"\x00\xff", "[" * 1500, '{"kind": "hand", "up": true, "x": "' + "y" * 2000 + '"}',
    ],
)  # fmt: skip
def test_a_hostile_frame_is_refused_and_the_others_go_on(frame, join, teacher):
    socket, _ = join("Ada")
    if frame:
        socket.send(frame)
        assert json.loads(socket.receive())["kind"] == "error"
    socket.send('{"kind": "state", "reached": "1.1", "checking": false}')
    teacher.until(lambda rows: rows.get("Ada", {}).get("checkpoint") == "1.1")
    assert teacher.rows()["Ada"]["hand"] is None


def test_who_goes_on_sending_nonsense_is_shown_the_door(join, teacher):
    socket, _ = join("Ada", TOKEN)
    for _ in range(12):
        socket.send("nonsense")
    while socket.receive() is not None:
        pass
    assert socket.code == 4000
    # This socket cannot say that it leaves: another one does.
    join("Ada", TOKEN)


def test_who_floods_the_board_is_slowed_down(join, teacher):
    socket, _ = join("Ada", TOKEN)
    for _ in range(55):
        socket.send('{"kind": "hand", "up": true}')
    assert "At most 50 frames" in json.loads(socket.receive())["error"]
    # Nor can this one.
    join("Ada", TOKEN)


def test_nobody_speaks_before_they_joined(board):
    with Socket(board[2], "/ws/join/", seconds=SECONDS) as socket:
        socket.send('{"kind": "hand", "up": true}')
        assert json.loads(socket.receive()) == {"kind": "error", "error": "Join first."}


def test_the_room_sees_numbers_and_no_names(board, teacher, join):
    join("Ada")[0].send('{"kind": "state", "reached": "2.2", "checking": false}')
    teacher.until(lambda rows: rows.get("Ada", {}).get("checkpoint") == "2.2")
    with Socket(board[2], "/ws/room/", seconds=SECONDS) as page:
        text = page.receive()
    assert "Ada" not in text
    assert dict(json.loads(text)["counts"])["2.2"] == 1


def test_without_the_key_nobody_gets_the_teachers_page_or_socket(board):
    _, checkout, port = board
    good = key(checkout, port)
    assert request(port, f"/teacher/{good}/").status == 200
    for wrong in ("x", good[:-1], good + "é", "%00"):
        assert request(port, f"/teacher/{wrong.encode().hex()}/").status == 404
        with Socket(port, f"/ws/teacher/{wrong.encode().hex()}/", seconds=SECONDS) as socket:
            assert socket.status == 403
    foreign = Socket(port, f"/ws/teacher/{good}/", origin="http://evil.example", seconds=SECONDS)
    with foreign as socket:
        assert socket.status == 403
    assert good not in board[0].output


def test_a_page_of_another_site_may_join_and_may_ask_what_it_has_to_know(board, join):
    answer = request(board[2], "/about.json")
    assert json.loads(answer.body)["socket"] == "/ws/join/"
    with Socket(board[2], "/ws/join/", origin="http://lab.example", seconds=SECONDS) as socket:
        assert socket.opened


def test_it_answers_to_its_own_address_only_and_sends_no_header_that_browsers_complain_of(board):
    assert request(board[2], "/", host="evil.example").status == 400
    connection = http.client.HTTPConnection(LOOPBACK, board[2], timeout=SECONDS)
    connection.request("GET", "/")
    assert "Cross-Origin-Opener-Policy" not in connection.getresponse().headers
    connection.close()


@pytest.mark.parametrize("address", ["", "http://", "https://a:1", "a:b", "ftp://a", "a:99999"])
def test_an_address_that_is_none_is_named(address):
    with pytest.raises(Problem, match="no address of a board"):
        parsed(address)


def test_an_address_has_many_spellings():
    for spelling in ("10.0.0.5", "10.0.0.5:8010", "http://10.0.0.5:8010/", "http://10.0.0.5"):
        assert parsed(spelling) == ("10.0.0.5", 8010)


def test_a_file_that_is_not_a_boards_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(board_server, "DATA", tmp_path / ".workshop")
    mine = tmp_path / "letter.txt"
    mine.write_text("Dear all", encoding="utf-8")
    database = tmp_path / "db.sqlite3"
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE letters (text)")
    for file in (mine, database):
        before = file.read_bytes()
        with pytest.raises(Problem, match="no file of a board"):
            board_server.Board(LOOPBACK, quiet_port(), {}, file).__enter__()
        assert file.read_bytes() == before


def test_an_agenda_that_is_none_is_named():
    with pytest.raises(Problem, match="There is no agenda week. There are prepare, day,"):
        facts("week")


def test_the_teachers_way_in_is_for_this_user_alone(board):
    _, checkout, port = board
    if os.name == "posix":
        way_in = checkout / ".workshop" / f"board-{port}-teacher.html"
        assert way_in.stat().st_mode & 0o077 == 0
