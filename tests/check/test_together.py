"""Mistakes in other surroundings: in projects of other people's words, and two at a time.

`test --all` makes all of them, `WORKSHOP_SEED` draws other pairs.
"""

import os
import random
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from workshop.check.ask.examine import Examination
from workshop.check.ask.project import Project, read
from workshop.check.explain.catalogue import CatalogueError, catalogue, make
from workshop.check.explain.story import explain
from workshop.lesson import changes

LESSON = changes.read()
ALL = os.environ.get("WORKSHOP_ALL") == "1"
SEED = os.environ.get("WORKSHOP_SEED", "channels")
VARIANTS = Path(__file__).parent.parent / "check" / "variants"
# Their authors wrote the files anew in which most mistakes are made.
CHOSEN = ("3.7-black", "3.7-history-and-presence")
ALWAYS = {("3.7-black", "receive-misspelled"), ("3.7-history-and-presence", "daphne-missing")}
PAIRS = 20
PAIRS_ALWAYS = 2
NAMED, PROVEN, BOTH = 0.95, 0.90, 0.90


@dataclass(frozen=True)
class Case:
    name: str
    mistakes: tuple
    tree: dict

    def __hash__(self):
        return hash(self.name)


def double_quoted(mistake):
    """Return the mistake as it is made in Python that a formatter has given double quotes."""

    def quoted(change):
        python = change["file"].endswith(".py")
        return {
            name: text.replace("'", '"') if python and name in ("old", "new") else text
            for name, text in change.items()
        }

    return replace(mistake, changes=tuple(map(quoted, mistake.changes)))


def made(mistakes, tree):
    """Return the tree with all mistakes in it, or None where one cannot be made there."""
    for mistake in mistakes:
        for way in (mistake, double_quoted(mistake)):
            try:
                changed = make(way, tree)
            except (CatalogueError, KeyError):
                continue
            break
        else:
            return None
        if changed == tree:
            return None
        tree = changed
    return tree


def on_variants():
    for variant in CHOSEN:
        tree = {**LESSON.checkpoint(variant.split("-")[0]).tree, **read(VARIANTS / variant)[0]}
        for mistake in catalogue().values():
            changed = made([mistake], tree) if mistake.known else None
            if changed and (ALL or (variant, mistake.id) in ALWAYS):
                yield Case(f"{variant}-{mistake.id}", (mistake,), changed)


def pairs():
    """Draw pairs of mistakes that can be made in any order: neither hides the other's text."""
    drawn, seen = random.Random(SEED), set()
    everything = sorted(catalogue().values(), key=lambda mistake: mistake.id)
    while len(seen) < (PAIRS if ALL else PAIRS_ALWAYS):
        first, second = drawn.sample(everything, 2)
        tree = LESSON.checkpoint(first.at).tree
        both = made([first, second], tree)
        if first.at == second.at and both and both == made([second, first], tree):
            name = f"{first.id}-{second.id}"
            if name not in seen:
                seen.add(name)
                yield Case(name, (first, second), both)


SINGLE, DOUBLE = list(on_variants()), list(pairs())
HOW = {case.name: [] for case in [*SINGLE, *DOUBLE]}


def examine(case, browser):
    return Examination(
        Project(Path(case.name), "learning", case.tree), LESSON, browser=browser
    ).run()


def files(mistake):
    return {change.get("rename", change["file"]) for change in mistake.changes} | {
        change["file"] for change in mistake.changes
    }


def test_at_least_120_known_mistakes_are_in_the_catalogue():
    known = [name for mistake in catalogue().values() for name in mistake.known]
    assert len(known) == len(set(known)) >= 120


@pytest.mark.parametrize("case", SINGLE, ids=lambda case: case.name)
def test_a_mistake_is_found_in_other_peoples_words(case, report):
    told = {explain(finding, report).id for finding in report.findings}
    (mistake,) = case.mistakes
    edited = {edit.path for finding in report.findings for edit in finding.edits}
    HOW[case.name] = [
        mistake.id in told and bool(edited & files(mistake)),
        all(finding.proven for finding in report.findings),
    ]
    assert report.findings
    assert ALL or HOW[case.name] == [True, True], (told, report.findings)


@pytest.mark.parametrize("case", DOUBLE, ids=lambda case: case.name)
def test_two_mistakes_are_both_found(case, report):
    told = {explain(finding, report).id for finding in report.findings}
    edited = {edit.path for finding in report.findings for edit in finding.edits}
    HOW[case.name] = [
        {mistake.id for mistake in case.mistakes} <= told
        or all(edited & files(mistake) for mistake in case.mistakes)
        and len(report.findings) > 1
    ]
    assert report.findings
    assert ALL or HOW[case.name] == [True], (told, report.findings)


def share(cases, place):
    missed = [case.name for case in cases if HOW[case.name] and not HOW[case.name][place]]
    return 1 - len(missed) / len(cases), missed


def test_the_shares_are_as_high_as_promised():
    for cases, place, least in ((SINGLE, 0, NAMED), (SINGLE, 1, PROVEN), (DOUBLE, 0, BOTH)):
        reached, missed = share(cases, place)
        assert reached >= least, missed
