"""Where there is no Chrome, Chromium or Edge, a page is read: nobody right is accused.

Reading finds less than trying, and says so.
"""

from pathlib import Path

import pytest

from tests.support.lesson import LESSON
from tests.support.quick import chosen
from workshop.check.ask.examine import Examination
from workshop.check.ask.project import Project, read
from workshop.check.explain import report as printed
from workshop.check.explain.catalogue import catalogue, make

POINTS = [point for point in LESSON.checkpoints if point.name not in ("1.1", "1.2")]
# Each takes seconds: the others are asked with --all.
QUICK = {"2.2"}
VARIANTS = ("2.4-own-script", "2.4-script-of-another-kind", "3.2-script-in-the-template")
# What a look at the text can find, and what only a browser shows.
READ = ("js-script-not-loaded", "transport-of-step-1")
MISSED = ("js-onmessage-camel-case", "js-socket-never-made")


def examine(case):
    """Examine a checkpoint, a variant's name, or a mistake of the catalogue, without a browser."""
    if isinstance(case, str) and case in VARIANTS:
        own, others = read(Path(__file__).parent / "variants" / case)
        tree = {**LESSON.checkpoint(case.split("-")[0]).tree, **own}
    elif isinstance(case, str):
        mistake = catalogue()[case]
        tree, others = make(mistake, LESSON.checkpoint(mistake.at).tree), {}
    else:
        tree, others = case.tree, {}
    return Examination(Project(Path("mine"), "learning", tree, others), LESSON, browser=False).run()


@pytest.fixture(scope="module")
def look():
    return examine


@pytest.mark.parametrize(
    "case", chosen(POINTS, lambda point: point.name in QUICK), ids=lambda point: point.name
)
def test_a_checkpoint_is_not_accused(case, report):
    assert report.findings == ()
    assert report.only_read
    assert "the page was read and not tried" in " ".join(printed.text(report, LESSON).split())


@pytest.mark.all
@pytest.mark.parametrize("case", VARIANTS)
def test_a_page_of_their_own_is_not_accused(case, report):
    assert report.findings == ()


@pytest.mark.all
@pytest.mark.parametrize("case", READ)
def test_what_can_be_read_is_found(case, report):
    assert [finding.claim for finding in report.findings] == ["page-talks"]
    assert report.findings[0].observation.tried.startswith("reading the page")


@pytest.mark.parametrize("case", chosen(MISSED, lambda name: name == MISSED[0]))
def test_what_only_a_browser_shows_is_not_called_ok(case, report):
    assert report.findings == ()
    said = printed.text(report, LESSON)
    assert "2.3  --  " in said
    assert "the page was read and not tried" in " ".join(said.split())
