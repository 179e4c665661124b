"""Honest variants: correct projects in other words than the lesson's get no complaint.

Each folder of ``variants`` holds the files in which somebody's project differs from the
checkpoint that its name begins with.
"""

from pathlib import Path

import pytest

from tests.support.lesson import LESSON
from tests.support.quick import chosen
from workshop.check.ask.examine import Examination
from workshop.check.ask.project import Project, read

VARIANTS = sorted((Path(__file__).parent / "variants").iterdir())
# Each takes seconds; `test --all` asks the rest.
QUICK = ("2.4-own-script", "3.7-extra-app")


def examine(case, browser):
    own, others = read(case)
    tree = {**LESSON.checkpoint(case.name.split("-")[0]).tree, **own}
    if "learning/settings/__init__.py" in own:
        # A package takes the module's place.
        del tree["learning/settings.py"]
    if case.name == "3.7-extra-app":
        settings = tree["learning/settings.py"]
        tree["learning/settings.py"] = settings.replace("'chat',", "'notes',\n    'chat',")
    return Examination(Project(case, "learning", tree, others), LESSON, browser=browser).run()


@pytest.mark.parametrize(
    "case",
    chosen(VARIANTS, lambda folder: folder.name in QUICK, one_in=3),
    ids=lambda folder: folder.name,
)
def test_a_variant_is_not_blamed(case, report):
    assert report.findings == ()
    assert report.goal.checkpoint.name == case.name.split("-")[0]


@pytest.mark.all
def test_a_project_may_have_another_name(tmp_path):
    lesson = Project(tmp_path, "mysite", {}).lesson(LESSON.checkpoint("3.7").tree)
    report = Examination(Project(tmp_path, "mysite", lesson), LESSON).run()
    assert report.findings == ()
