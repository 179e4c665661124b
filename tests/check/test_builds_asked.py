"""A build is known by its lines, asked with all of step 3, and accused of nothing."""

from pathlib import Path

import pytest

from tests.further.site import Site
from tests.support.lesson import LESSON
from tests.support.quick import chosen
from workshop.check.ask.examine import Examination
from workshop.check.ask.probe_list import ADDED, ASKS, OF_MODULE
from workshop.check.ask.progress import way
from workshop.check.ask.project import Project
from workshop.check.explain import report as words
from workshop.check.explain.standing import standing
from workshop.lesson import checkpoints
from workshop.serve.client import SECONDS

# What a build's box promises beyond that of step 3.
OF_STEP_3 = checkpoints.promises(LESSON.checkpoints[-1]).keys()
OWN = {point.name: checkpoints.promises(point).keys() - OF_STEP_3 for point in LESSON.built()}


def examine(case, browser):
    tree = LESSON.checkpoint(case).tree
    return Examination(Project(Path("built"), "learning", tree), LESSON, browser=browser).run()


@pytest.mark.parametrize("case", chosen(LESSON.builds, lambda name: name == "further/history"))
def test_a_build_is_recognised_asked_and_passes(case, report):
    assert report.goal.checkpoint.name == case
    assert (report.findings, report.facts, report.unasked) == ((), (), ())
    of_step_3 = {claim for claim, name in ADDED.items() if name.startswith("3.")}
    assert OWN[case] and OWN[case] | of_step_3 <= set(report.reached)
    text = words.text(report, report.lesson)
    assert f"\n{case}  ok  {LESSON.checkpoint(case).title}\n" in text
    assert "All is well so far" in text
    # A board does not know it.
    assert standing(report, report.lesson) == (LESSON.checkpoints[-1].name, "")


@pytest.mark.all
@pytest.mark.sweep
@pytest.mark.parametrize("name", [name for name, own in OWN.items() if own - OF_MODULE.keys()])
def test_its_own_questions_say_yes_to_it_and_no_to_step_3(name, tmp_path):
    # Questions that can be asked over the network alone; others run inside of check's copy.
    own = OWN[name] - OF_MODULE.keys()
    for point, held in ((name, True), (LESSON.checkpoints[-1].name, False)):
        with Site(point, tmp_path / str(held)) as site:
            for route in ("chat", "async-chat"):
                asked = site.target(route, seconds=SECONDS)
                assert {claim: ASKS[claim](asked).held for claim in own} == dict.fromkeys(own, held)


# Settings that lead out of the copy: to a folder, and to a storage that no copy may use.
LEADS_OUT = """
MEDIA_ROOT = {folder!r}
STORAGES = {{
    'default': {{'BACKEND': 'not.installed.Storage'}},
    'staticfiles': {{'BACKEND': 'django.contrib.staticfiles.storage.StaticFilesStorage'}},
}}
"""


@pytest.mark.all
def test_what_is_sent_for_a_question_stays_in_the_copy(tmp_path):
    tree, path = dict(LESSON.checkpoint("further/files").tree), "learning/settings.py"
    tree[path] += LEADS_OUT.format(folder=str(tmp_path))
    project = Project(Path("built"), "learning", tree)
    report = Examination(project, LESSON, browser=False).run()
    assert report.findings == () and "picture" in report.reached
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", LESSON.builds)
def test_a_build_is_begun_by_its_lines_or_asked_for_by_name(name):
    made = LESSON.builds[name]
    assert way(LESSON, LESSON.checkpoint(name).tree) is made
    step = LESSON.checkpoints[-1].tree
    assert way(LESSON, step) is LESSON
    assert way(LESSON, step, name) is made
    # Of a project that has not begun it, nothing of it is asked.
    wanted = Examination(Project(Path("x"), "learning", step), LESSON).wanted
    assert not wanted.keys() & set().union(*OWN.values())
