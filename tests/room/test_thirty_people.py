"""Thirty people on the board: each is seen as they are, whatever happens to server and Wi-Fi.

Twenty-seven use the client of ``check --watch --board`` without a check; three are real commands on
real projects, each with a mistake that is made while they watch.
"""

import contextlib
import random
import time
from pathlib import Path

import pytest

from tests.room.classroom import PARTS, Person, Teacher, Wifi, key, start
from tests.support.checkout import Call, fresh_checkout, quiet_port
from workshop.check.ask.project import write
from workshop.check.explain.catalogue import catalogue, make
from workshop.lesson import changes
from workshop.serve.server import LOOPBACK

SIMULATED = 27
BEHIND_WIFI = 5
ROUNDS = 4
# A limit for what hangs; a benchmark is the place for how soon it is.
SOON = 60
# Mistakes that the real projects get, each at the checkpoint at which it is made.
REAL = ("receive-misspelled", "route-without-last-slash", "csrf-token-missing")
CHECK_SECONDS = 240
NAMES = ["Zoë", "مريم", "李雷", "<b>bold</b>", "seat 12", "Ada", "Grace", "Alan"]


@pytest.fixture
def port():
    return quiet_port()


@pytest.fixture
def classroom(tmp_path):
    return fresh_checkout(tmp_path / "checkout", *PARTS)


def reached(person):
    return person._told["state"][0]


@pytest.mark.all
def test_each_is_seen_and_nothing_is_lost(classroom, port, ready_python, env, tmp_path):
    chance, lesson = random.Random(17), changes.read()
    points, mistakes = [point.name for point in lesson.checkpoints], sorted(catalogue())
    keep = ("--keep", str(tmp_path / "room.sqlite3"))
    with contextlib.ExitStack() as stack:
        board = stack.enter_context(start(ready_python, classroom, env, port, *keep))
        secret = key(classroom, port)
        teacher = stack.enter_context(Teacher(port, secret))
        wifi = stack.enter_context(Wifi(port))
        names = NAMES + [f"seat {n}" for n in range(20, 20 + SIMULATED - len(NAMES))]
        people = [
            stack.enter_context(Person(wifi.port if n < BEHIND_WIFI else port, name))
            for n, name in enumerate(names)
        ]
        slowest = 0.0

        def everybody_moves_on(some):
            for person in some:
                now = points.index(reached(person)) if person._told.get("state", [""])[0] else -1
                later = min(now + chance.randrange(2), len(points) - 1)
                person.found(points[later] if later >= 0 else "", chance.choice([*mistakes, ""]))

        def all_are_shown(some, seconds):
            return teacher.until(lambda rows: all(one.shown(rows) for one in some), seconds)

        for _ in range(ROUNDS):
            everybody_moves_on(people)
            slowest = max(slowest, all_are_shown(people, SOON))
        assert len(teacher.rows()) == SIMULATED

        # The Wi-Fi is gone for some; they work on. The others are seen all the same.
        wifi.cut()
        everybody_moves_on(people)
        all_are_shown(people[BEHIND_WIFI:], SOON)
        wifi.back()
        all_are_shown(people, 60)

        # The server is stopped and started; everybody comes back by themselves.
        board.interrupt_until_it_ends()
        assert board.finish() == 0
        everybody_moves_on(people)
        stack.enter_context(start(ready_python, classroom, env, port, *keep))
        assert key(classroom, port) == secret
        all_are_shown(people, 60)
        teacher.until(lambda rows: all(row["here"] for row in rows.values()), 60)
        assert sorted(teacher.rows()) == sorted(names)

        for person in people:
            person.found(points[0], "")
        all_are_shown(people, SOON)
    print(f"the slowest of {ROUNDS} rounds was seen after {slowest:.2f} s")


@pytest.mark.all
@pytest.mark.sweep
def test_a_real_check_is_seen_with_the_right_name(classroom, port, ready_python, env, tmp_path):
    lesson = changes.read()
    with contextlib.ExitStack() as stack:
        stack.enter_context(start(ready_python, classroom, env, port))
        teacher = stack.enter_context(Teacher(port, key(classroom, port)))
        projects = {}
        for name in REAL:
            mistake = catalogue()[name]
            right = lesson.checkpoint(mistake.at).tree
            folder = write(right, tmp_path / name)
            words = ("check", str(folder), "--watch", "--board", f"{LOOPBACK}:{port}")
            call = Call(ready_python, classroom, *words, "--name", name, env=env)
            stack.enter_context(call)
            projects[name] = (folder, make(mistake, right), call)

        def settled(rows):
            return all(
                name in rows and rows[name]["checkpoint"] and not rows[name]["checking"]
                for name in REAL
            )

        teacher.until(settled, CHECK_SECONDS)
        assert all(teacher.rows()[name]["mistake"] == "" for name in REAL)
        for name, (folder, wrong, _) in projects.items():
            begin = time.monotonic()
            for path, text in wrong.items():
                if (folder / path).read_text(encoding="utf-8") != text:
                    Path(folder / path).write_text(text, encoding="utf-8", newline="\n")
            teacher.until(lambda rows, name=name: rows[name]["mistake"] == name, CHECK_SECONDS)
            seen = time.monotonic() - begin
            teacher.until(settled, CHECK_SECONDS)
            assert teacher.rows()[name]["mistake"] == name
            took = time.monotonic() - begin
            print(f"{name}: named after {seen:.1f} s, proven after {took:.1f} s")
            for _, _, call in projects.values():
                assert "Traceback" not in call.output
