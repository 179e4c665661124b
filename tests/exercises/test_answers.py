"""Each exercise, proven three ways on real servers.

The step it starts from fails its check, right answers pass, and each known wrong answer fails with
the message that names its mistake.
"""

from pathlib import Path

import pytest

from tests.support.quick import SWEEP, chosen
from workshop.check.ask.project import Project
from workshop.complete.real_answers import answers, fault, verdict_on
from workshop.exercises.definitions import exercises
from workshop.exercises.verdict import ask

EXERCISES = exercises().values()
STEPS = sorted({exercise.step for exercise in EXERCISES})


def _asked(kind):
    """Return the answers of that kind. Each takes seconds: quick is the first of each exercise.

    Of the wrong ones, only the first of each step.
    """
    cases = [[case for case in answers(one) if case.kind == kind] for one in EXERCISES]
    first = [of_one[0] for of_one in cases]
    rest = [case for of_one in cases for case in of_one[1:]]
    of_steps = {one.exercise.step: one for one in reversed(first)}
    soon = first if kind == "right" else list(of_steps.values())
    return chosen(first, lambda case: case in soon) + chosen(rest, lambda case: False, SWEEP)


def examine(case):
    if isinstance(case, int):
        todo = [exercise for exercise in EXERCISES if exercise.step == case]
        return ask(todo, Project(Path(), "learning", todo[0].start()), again=False)
    return verdict_on(case)


@pytest.mark.parametrize("case", STEPS)
def test_the_step_itself_is_no_answer(case, report):
    assert report
    for name, verdict in report.items():
        assert verdict.started and verdict.there, (name, verdict)
        assert not verdict.done, name


@pytest.mark.parametrize("case", _asked("right"), ids=str)
def test_a_right_answer_is_done(case, report):
    assert not fault(case, report), report


@pytest.mark.parametrize("case", _asked("wrong"), ids=str)
def test_a_wrong_answer_is_told_what_is_wrong(case, report):
    assert not fault(case, report), report
