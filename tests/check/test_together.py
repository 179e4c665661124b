"""Mistakes in other surroundings: in projects of other people's words, and two at a time.

`test --all` makes all of them and counts; `WORKSHOP_SEED` draws other pairs.
"""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.support.lesson import LESSON
from tests.support.side_by_side import AT_ONCE
from workshop.check.ask.examine import Examination
from workshop.check.ask.project import Project, read
from workshop.check.explain.catalogue import CatalogueError, catalogue, make
from workshop.check.explain.story import explain

SEED = os.environ.get("WORKSHOP_SEED", "channels")
VARIANTS = Path(__file__).parent.parent / "check" / "variants"
# Their authors wrote the files anew in which most mistakes are made.
CHOSEN = ("3.7-black", "3.7-history-and-presence")
SAMPLE = {("3.7-black", "receive-misspelled")}
PAIRS = 20
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
            if changed:
                yield Case(f"{variant}-{mistake.id}", (mistake,), changed)


def pairs():
    """Draw pairs of mistakes that can be made in any order: neither hides the other's text."""
    drawn, seen = random.Random(SEED), set()
    everything = sorted(catalogue().values(), key=lambda mistake: mistake.id)
    while len(seen) < PAIRS:
        first, second = drawn.sample(everything, 2)
        tree = LESSON.checkpoint(first.at).tree
        both = made([first, second], tree)
        if first.at == second.at and both and both == made([second, first], tree):
            name = f"{first.id}-{second.id}"
            if name not in seen:
                seen.add(name)
                yield Case(name, (first, second), both)


SINGLE, DOUBLE = list(on_variants()), list(pairs())
SAMPLED = {"-".join(case) for case in SAMPLE} | {case.name for case in DOUBLE[:1]}


def examine(case, browser):
    return Examination(
        Project(Path(case.name), "learning", case.tree), LESSON, browser=browser
    ).run()


def files(mistake):
    return {change.get("rename", change["file"]) for change in mistake.changes} | {
        change["file"] for change in mistake.changes
    }


def named(case, report):
    """Return whether each mistake is named, or a change of its files proposed beside another."""
    told = {explain(finding, report).id for finding in report.findings}
    edited = {edit.path for finding in report.findings for edit in finding.edits}
    mended = all(edited & files(mistake) for mistake in case.mistakes)
    by_name = {mistake.id for mistake in case.mistakes} <= told
    if len(case.mistakes) == 1:
        return by_name and mended
    return by_name or (mended and len(report.findings) > 1)


def proven(report):
    return bool(report.findings) and all(finding.proven for finding in report.findings)


def sampled(cases):
    return [case for case in cases if case.name in SAMPLED]


def test_at_least_120_known_mistakes_are_in_the_catalogue():
    known = [name for mistake in catalogue().values() for name in mistake.known]
    assert len(known) == len(set(known)) >= 120


@pytest.mark.all
@pytest.mark.parametrize("case", sampled(SINGLE), ids=lambda case: case.name)
def test_a_mistake_is_found_in_other_peoples_words(case, report):
    assert named(case, report) and proven(report), report.findings


@pytest.mark.all
@pytest.mark.parametrize("case", sampled(DOUBLE), ids=lambda case: case.name)
def test_two_mistakes_are_both_found(case, report):
    assert named(case, report), report.findings


@pytest.mark.all
@pytest.mark.sweep
def test_the_shares_are_as_high_as_promised(look):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        reports = dict(zip([*SINGLE, *DOUBLE], pool.map(look, [*SINGLE, *DOUBLE]), strict=True))
    for cases, holds, least in (
        (SINGLE, named, NAMED),
        (SINGLE, lambda case, report: proven(report), PROVEN),
        (DOUBLE, named, BOTH),
    ):
        missed = [case.name for case in cases if not holds(case, reports[case])]
        assert 1 - len(missed) / len(cases) >= least, missed
