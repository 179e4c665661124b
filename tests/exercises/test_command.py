"""The command: what it lists, shows and remembers, and what it says where it cannot look."""

import argparse
import hashlib

import pytest

from workshop.base.problems import Problem
from workshop.base.steps import ROOT, STEPS
from workshop.check.ask.project import write
from workshop.commands import exercise as command
from workshop.exercises import memory
from workshop.exercises.definitions import FOLDER, ExerciseError, apply, exercises, read

BROKEN = "raise ValueError('broken on purpose')\n"


@pytest.fixture(autouse=True)
def remembered(tmp_path, monkeypatch):
    """The file in which it remembers: not the one of who runs the tests."""
    monkeypatch.setattr(memory, "FILE", tmp_path / ".workshop" / "exercises.json")
    return memory.FILE


@pytest.fixture
def call(capsys):
    """Call the command; return its exit code and what it printed."""

    def called(*arguments):
        parser = argparse.ArgumentParser()
        command.add_arguments(parser)
        code = command.main(parser.parse_args([str(argument) for argument in arguments]))
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return called


def contents(folder):
    return {
        path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_list_names_all_and_none_is_done_at_first(call):
    code, printed = call()
    assert code == 0
    for one in exercises().values():
        assert f"  {one.id} " in printed and one.title in printed
    assert f"0 of {len(exercises())} done" in printed


def test_a_task_names_where_to_start_and_how_to_go_on(call):
    code, printed = call("count")
    assert code == 0
    assert "goto 2.4 my-count" in printed
    for more in ("exercise count my-count", "exercise count --hint", "exercise count --solution"):
        assert more in printed


def test_a_hint_more_each_time_and_no_more_than_there_are(call, remembered):
    for number in (1, 2, 3, 3):
        code, printed = call("count", "--hint")
        assert code == 0
        assert f"Hint {number} of 3" in printed
        assert f"Hint {number + 1}" not in printed
    assert "--solution" in printed
    assert "Hint 1 of 3" in call("shout", "--hint")[1]
    remembered.write_text("not JSON", encoding="utf-8")
    assert "Hint 2" not in call("count", "--hint")[1]


def test_a_solution_shows_its_lines_and_why(call):
    code, printed = call("count", "--solution")
    assert code == 0
    assert "chat/consumers.py" in printed
    assert "+        self.count = 0" in printed
    assert "an HTTP view has no such place".casefold() in " ".join(printed.casefold().split())


def test_a_project_is_asked_only_read_and_remembered(call, tmp_path):
    one = exercises()["count"]
    project = write(one.start(), tmp_path / "mine")
    (project / "db.sqlite3").write_bytes(b"precious")
    before = contents(project)
    code, printed = call("count", project)
    assert code == 1
    assert "NOT YET. The message comes back without a number." in printed
    assert "count --hint" in printed
    assert contents(project) == before
    write(one.solved(), project)
    code, printed = call("count", project)
    assert (code, "count: DONE" in printed) == (0, True)
    assert f"1 of {len(exercises())} done" in call()[1]


def test_what_does_not_start_is_sent_to_the_check(call, tmp_path):
    tree = exercises()["count"].start()
    project = write({**tree, "chat/consumers.py": BROKEN}, tmp_path / "mine")
    code, printed = call("count", project)
    assert code == 2
    assert "chat/consumers.py, line 1: ValueError: broken on purpose" in printed
    assert f"python -m workshop check {project}" in printed
    assert "Traceback" not in printed


@pytest.mark.parametrize(
    ("name", "step", "start"), [("count", 1, "2.4 my-count"), ("joins", 2, "3.7 my-joins")]
)
def test_another_step_is_told_where_this_one_starts(name, step, start, call):
    code, printed = call(name, STEPS[step])
    assert code == 2
    assert f"starts from the end of step {step + 1}" in printed
    assert f"goto {start}" in printed


def test_no_project_and_no_such_exercise(call, tmp_path):
    code, printed = call("count", tmp_path)
    assert code == 2
    assert "There is no manage.py" in printed
    with pytest.raises(Problem, match="There is no exercise called dance. There are shout,"):
        call("dance")


def test_a_change_that_cannot_be_made_is_named(tmp_path):
    file = tmp_path / "solution.diff"
    file.write_text("--- a/x.py\n+++ b/x.py\n@@\n-old\n+new\n", encoding="utf-8")
    assert apply({"x.py": "old\n"}, file) == {"x.py": "new\n"}
    with pytest.raises(ExerciseError, match=r"x\.py: its lines stand 0 times"):
        apply({"x.py": "other\n"}, file)
    with pytest.raises(ExerciseError, match="no change"):
        file.write_text("", encoding="utf-8")
        apply({}, file)
    with pytest.raises(ExerciseError, match=r"exercise\.toml"):
        read(tmp_path)


def test_nothing_but_exercises_is_there():
    named = {path.name for path in FOLDER.iterdir() if path.name != "__pycache__"}
    assert named == set(exercises())
    assert ROOT in FOLDER.parents
