"""An error of a check's own is never told as the learner's."""

import argparse

import pytest

from workshop.check.ask.project import Project, write
from workshop.commands import exercise as command
from workshop.exercises import memory, verdict
from workshop.exercises.definitions import Exercise, exercises
from workshop.serve.probes import read

SHOUT = exercises()["shout"]
VIEW = "chat/views.py"


@pytest.fixture(autouse=True)
def remembered(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "FILE", tmp_path / "exercises.json")


def loud(exercise, chat):
    """Trip over an answer that is no text."""
    read(chat.post("Hello").body)[1]["message"].upper()


def test_an_answer_of_another_form_is_the_learners(monkeypatch, tmp_path):
    monkeypatch.setattr(Exercise, "check", loud)
    tree = SHOUT.solved()
    answer = "{'message': message.upper()}"
    assert answer in tree[VIEW]
    tree[VIEW] = tree[VIEW].replace(answer, "{'message': [message]}")
    found = verdict.ask([SHOUT], Project(tmp_path, "learning", tree))["shout"]
    assert found.means.startswith("An answer has another form")
    assert "'list' object has no attribute 'upper'" in found.happened


def test_what_our_own_solution_trips_over_is_ours(monkeypatch, tmp_path, capsys):
    def broken(exercise, chat):
        raise KeyError("no such name in our own check")

    monkeypatch.setattr(Exercise, "check", broken)
    folder = write(SHOUT.solved(), tmp_path / "learning")
    words = {"id": "shout", "folder": str(folder), "hint": False, "solution": False}
    assert command.main(argparse.Namespace(**words)) == 2
    said = capsys.readouterr()
    assert "itself failed: this says nothing about your project" in said.err
    assert "KeyError: 'no such name in our own check'" in said.err
    assert __file__ in said.err
    assert said.out == ""
