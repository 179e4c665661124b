"""Every mistake of the catalogue is made for real, found, named, and its cure proven on a copy.

What shows then is what the pages of ``docs/trouble`` tell of it.
"""

from pathlib import Path

import pytest

from tests.support.quick import SWEEP, chosen
from workshop.check.ask.examine import Examination
from workshop.check.ask.project import Project
from workshop.check.explain.catalogue import catalogue, make
from workshop.check.explain.story import explain
from workshop.lesson import changes
from workshop.recordings.symptoms import PYTHON, recorded, recorded_with, shown

LESSON = changes.read()
# Each takes seconds. One of every kind stands for the rest; `test --all` makes all of them.
QUICK = (
    "accept-forgotten",
    "await-forgotten-at-group-send",
    "channel-layers-misspelled",
    "colon-missing",
    "daphne-missing",
    "js-onmessage-camel-case",
    "origin-validator-missing",
    "shadow-asyncio-file",
    "strangers-are-let-in",
    "template-not-namespaced",
)
CASES = chosen(catalogue().values(), lambda case: case.id in QUICK, SWEEP)


@pytest.mark.parametrize("name", catalogue())
def test_a_mistake_can_be_made(name):
    mistake = catalogue()[name]
    tree = LESSON.checkpoint(mistake.at).tree
    assert make(mistake, tree) != tree


def examine(case, browser):
    made = make(case, LESSON.checkpoint(case.at).tree)
    return Examination(Project(Path(case.id), "learning", made), LESSON, browser=browser).run()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_mistake_is_named_and_its_cure_is_proven(case, report):
    assert report.findings, "it was not seen"
    told = [explain(finding, report) for finding in report.findings]
    assert case.id in [one.id for one in told], (told, report.findings)
    assert all(finding.proven for finding in report.findings) is case.proven
    changed = {change.get("rename", change["file"]) for change in case.changes}
    changed |= {change["file"] for change in case.changes}
    assert {edit.path for finding in report.findings for edit in finding.edits} & changed


def test_every_mistake_is_recorded():
    # `python -m workshop record --only mistakes --go-on` makes what is missing.
    assert recorded().keys() == catalogue().keys()


def without_words_of_python(seen):
    """Return what shows without messages: each version of Python words its own in its own way."""
    return {"claim": seen["claim"], "kind": seen["error"].split(": ")[-2:][:1]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_it_looks_like_its_page_says(case, report):
    first = report.findings[0]
    seen, told = shown(first.claim, first.observation, first.output), recorded()[case.id]
    if recorded_with() == PYTHON:
        assert seen == told
    else:
        assert without_words_of_python(seen) == without_words_of_python(told)
