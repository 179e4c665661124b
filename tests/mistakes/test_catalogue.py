"""Every mistake of the catalogue is made for real, found, named, and its cure proven on a copy."""

import os
from pathlib import Path

import pytest

from workshop import changes
from workshop.check.catalogue import catalogue, make
from workshop.check.examine import Examination
from workshop.check.explain import explain
from workshop.check.project import Project

LESSON = changes.read()
# Each takes seconds. One of every kind stands for the rest; `test --all` makes all of them.
ALWAYS = (
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
CHOSEN = list(catalogue()) if os.environ.get("WORKSHOP_ALL") == "1" else ALWAYS


@pytest.mark.parametrize("name", catalogue())
def test_a_mistake_can_be_made(name):
    mistake = catalogue()[name]
    tree = LESSON.checkpoint(mistake.at).tree
    assert make(mistake, tree) != tree


def examine(case):
    made = make(case, LESSON.checkpoint(case.at).tree)
    return Examination(Project(Path(case.id), "learning", made), LESSON).run()


@pytest.mark.parametrize("case", [catalogue()[name] for name in CHOSEN], ids=lambda case: case.id)
def test_a_mistake_is_named_and_its_cure_is_proven(case, report):
    assert report.findings, "it was not seen"
    told = [explain(finding, report) for finding in report.findings]
    assert case.id in [one.id for one in told], (told, report.findings)
    assert all(finding.proven for finding in report.findings) is case.proven
    changed = {change.get("rename", change["file"]) for change in case.changes}
    changed |= {change["file"] for change in case.changes}
    assert {edit.path for finding in report.findings for edit in finding.edits} & changed
