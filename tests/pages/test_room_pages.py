"""What the pages for a room say: each command on them, the board's own code, ten hunts."""

import argparse
import shlex
from textwrap import indent

import pytest

from tests.room.classroom import PARTS, SECONDS, Teacher, key, start
from tests.support import needs, printed
from tests.support.checkout import Call, fresh_checkout, quiet_port
from workshop.base.steps import ROOT
from workshop.cli import parser_for
from workshop.commands import exercise
from workshop.exercises import hunt, hunt_memory
from workshop.lesson import changes, checkpoints
from workshop.pages import teach_page
from workshop.serve.server import LOOPBACK

BOARD = ROOT / "workshop" / "room" / "board"
EXAMPLE = "192.168.1.20:8010"


def lines_proven_by(test):
    return [line for block in printed.proven_by(test) for line in block.text.splitlines()]


def words_of(line):
    """Return the words of a line behind ``python -m workshop``."""
    python, option, name, *words = shlex.split(line)
    assert (python, option, name) == ("python", "-m", "workshop")
    return words


@pytest.mark.all
def test_the_board_is_started_as_the_page_says(ready_python, env, tmp_path):
    checkout, port = fresh_checkout(tmp_path / "checkout", *PARTS), quiet_port()
    (line,) = lines_proven_by("test_the_board_is_started_as_the_page_says")
    (command, *options) = words_of(line)
    assert command == "board"
    with (
        start(ready_python, checkout, env, port, *options),
        Teacher(port, key(checkout, port)) as teacher,
    ):
        teacher.until(lambda rows: teacher.picture)
        assert teacher.picture["plan"]["title"] == "Half a day"


@pytest.mark.all
def test_somebody_joins_as_the_page_says(ready_python, env, tmp_path):
    checkout, port = fresh_checkout(tmp_path / "checkout", *PARTS), quiet_port()
    checkpoints.write(changes.read().checkpoint("1.1"), checkout / "learning")
    (line,) = lines_proven_by("test_somebody_joins_as_the_page_says")
    words = [word.replace(EXAMPLE, f"{LOOPBACK}:{port}") for word in words_of(line)]
    with (
        start(ready_python, checkout, env, port),
        Teacher(port, key(checkout, port)) as teacher,
        Call(ready_python, checkout, *words, env=env) as check,
    ):
        teacher.until(lambda rows: rows.get("seat 12", {}).get("checkpoint") == "1.1", 4 * SECONDS)
        said = check.output
        assert "No code, and no names of files." in said
        assert said.index("Sent are:") < said.index("You are on the board as “seat 12”.")


def test_an_address_is_named_as_the_page_says():
    (line,) = lines_proven_by("test_an_address_is_named_as_the_page_says")
    words = words_of(line)
    options = parser_for(words).parse_args(words)
    assert options.lan and options.address == "192.168.1.20"


@pytest.mark.all
def test_a_hunt_goes_as_the_page_says(tmp_path, monkeypatch, capsys):
    needs.chromium()
    monkeypatch.setattr(hunt_memory, "FILE", tmp_path / "hunts.json")
    monkeypatch.chdir(tmp_path)
    said = []
    for line in lines_proven_by("test_a_hunt_goes_as_the_page_says"):
        parser = argparse.ArgumentParser()
        exercise.add_arguments(parser)
        exercise.main(parser.parse_args(words_of(line)[1:]))
        said.append(capsys.readouterr().out)
    begun, asked, helped = said
    assert "Somebody who uses it says:" in begun
    assert "NOT YET" in asked and "Help 1 of 3" in helped


def test_the_page_shows_the_boards_own_code():
    sources = [file.read_text(encoding="utf-8") for file in BOARD.glob("*.py")]
    for block in printed.proven_by("test_the_page_shows_the_boards_own_code"):
        depths = [indent(block.text.strip("\n"), depth * "    ") for depth in range(3)]
        assert any(shown in source for shown in depths for source in sources), block.text


def test_ten_hunts_are_ten_mistakes_from_easy_to_hard():
    chosen = [hunt.choose(*pair) for pair in teach_page.HUNTS]
    assert len({one.mistake.id for one in chosen}) == len(chosen) == 10
    assert [one.level for one in chosen] == sorted(one.level for one in chosen)
    assert all(hunt.MINUTES[one.level] >= 5 for one in chosen)
    page = teach_page.hunts("")
    assert all(f"--seed {one.seed} --level {one.level}`" in page for one in chosen)
