"""Correct projects, finished or on the way, get no complaint."""

from pathlib import Path

import pytest

from tests.support.lesson import LESSON
from tests.support.quick import chosen
from workshop.check.ask.examine import Examination
from workshop.check.ask.progress import BEGUN
from workshop.check.ask.project import Project
from workshop.check.explain.catalogue import catalogue, make

# Each takes seconds; `test --all` asks the rest.
QUICK = ("1.3", "3.7")


def test_every_checkpoint_has_words_that_begin_it():
    assert list(BEGUN) == [checkpoint.name for checkpoint in LESSON.checkpoints]


def examine(case, browser):
    return Examination(
        Project(Path(case.name), "learning", case.tree), LESSON, browser=browser
    ).run()


@pytest.mark.parametrize(
    "case",
    chosen(LESSON.checkpoints, lambda point: point.name in QUICK),
    ids=lambda checkpoint: checkpoint.name,
)
def test_a_checkpoint_is_recognised_and_passes(case, report):
    assert report.goal.checkpoint.name == case.name
    assert report.findings == ()


@pytest.mark.all
def test_it_looks_no_further_than_asked(tmp_path):
    tree = make(catalogue()["origin-validator-missing"], LESSON.checkpoint("3.7").tree)
    project = Project(tmp_path, "learning", tree)
    assert Examination(project, LESSON, limit="2.3").run().findings == ()
    assert Examination(project, LESSON).look()[0] == "foreign-page"
