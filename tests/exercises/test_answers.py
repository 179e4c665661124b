"""Each exercise, proven three ways on real servers.

The step it starts from fails its check, right answers pass, and each known wrong answer fails with
the message that names its mistake.
"""

from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pytest

from tests.support.quick import SWEEP, chosen
from workshop.check.ask.project import Project
from workshop.exercises.definitions import exercises
from workshop.exercises.verdict import ask

EXERCISES = exercises().values()
STEPS = sorted({exercise.step for exercise in EXERCISES})


@dataclass(frozen=True)
class Case:
    """One answer, asked on a server of its own; ``says``: what the check has to say of it."""

    exercise: object
    kind: str
    name: str
    tree: dict
    says: str = ""

    def __str__(self):
        return f"{self.exercise.id}-{self.kind}-{self.name}"


def _cases(exercise):
    yield Case(exercise, "right", "solution", exercise.solved())
    for name, tree in exercise.right().items():
        yield Case(exercise, "right", name, tree)
    for name, (tree, says) in exercise.wrong().items():
        yield Case(exercise, "wrong", name, tree, says)


def _asked(kind):
    """Return the answers of that kind. Each takes seconds: the first of each exercise is quick."""
    cases = [list(case for case in _cases(one) if case.kind == kind) for one in EXERCISES]
    first = [answers[0] for answers in cases]
    return chosen(chain(*cases), lambda case: any(case is one for one in first), SWEEP)


def examine(case):
    if isinstance(case, int):
        todo = [exercise for exercise in EXERCISES if exercise.step == case]
        return ask(todo, Project(Path(), "learning", todo[0].start()), again=False)
    project = Project(Path(), "learning", case.tree)
    return ask([case.exercise], project, again=False)[case.exercise.id]


@pytest.mark.parametrize("case", STEPS)
def test_the_step_itself_is_no_answer(case, report):
    assert report
    for name, verdict in report.items():
        assert verdict.started and verdict.there, (name, verdict)
        assert not verdict.done, name


@pytest.mark.parametrize("case", _asked("right"), ids=str)
def test_a_right_answer_is_done(case, report):
    assert report.done, report
    assert not report.error


@pytest.mark.parametrize("case", _asked("wrong"), ids=str)
def test_a_wrong_answer_is_told_what_is_wrong(case, report):
    assert report.started and report.there, report
    assert case.says in report.means, report


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda one: one.id)
def test_each_wrong_answer_has_a_message_of_its_own(exercise):
    wrong = [says for _, says in exercise.wrong().values()]
    assert len(wrong) >= 3
    assert len(wrong) == len(set(wrong))


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda one: one.id)
def test_an_exercise_is_whole(exercise):
    texts = (exercise.title, exercise.task, exercise.see, exercise.explained, *exercise.hints)
    assert all(text.strip() for text in texts)
    assert 5 <= exercise.minutes <= 30
    assert exercise.solved() != exercise.start()
    assert exercise.start() not in exercise.right().values()
