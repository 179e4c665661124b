"""The green boxes: what works stands apart from what works and must not in the end."""

import re
from html import unescape

import pytest

from tests.support.lesson import LESSON
from workshop.check.ask.probe_list import SENTENCES
from workshop.lesson import checkpoints
from workshop.pages import checkpoint_box, fences
from workshop.serve.claims import CLAIMS, Answer

HOLES = {claim.sentence for claim in CLAIMS if claim.hole}
LIST = re.compile(r'<ul class="([\w-]+)">(.*?)</ul>', re.S)


def told(name):
    """Return the lists of a checkpoint's box: kind, of ``KINDS``, to a set of sentences."""
    lists = LIST.findall(fences.checkpoint(name))
    return {kind: set(map(unescape, re.findall("<li>(.*?)</li>", items))) for kind, items in lists}


@pytest.mark.parametrize(
    "point", [*LESSON.checkpoints, *LESSON.built()], ids=lambda point: point.name
)
def test_a_hole_is_not_told_as_a_success(point):
    lists = told(point.name)
    works, holes = lists.get("yes", set()), lists.get("hole", set())
    assert not works & HOLES
    assert holes <= HOLES
    said = checkpoints.promises(point)
    assert works | holes == {SENTENCES[claim] for claim, held in said.items() if held}
    told_not = set().union(*(lists.get(kind, ()) for kind in checkpoint_box.KINDS[2:]))
    assert told_not == {SENTENCES[claim] for claim, held in said.items() if not held}


@pytest.mark.parametrize(
    ("name", "kind", "claims"),
    [
        ("1.2", "no", {"http-answer", "sender-hears", "socket"}),
        ("2.1", "no", {"socket", "others-hear"}),
        ("2.3", "given-up", {"http-answer"}),
        ("2.4", "refused", {"foreign-page"}),
        ("3.4", "refused", {"stranger", "foreign-page"}),
        ("3.5", "no", {"second-process"}),
        ("3.7", "with-redis", {"second-process"}),
        ("further/history", "refused", {"stranger", "foreign-page"}),
    ],
)
def test_what_is_meant_to_be_so_is_not_told_as_a_failure(name, kind, claims):
    assert told(name)[kind] == {SENTENCES[claim] for claim in claims}


def test_what_does_not_work_is_the_reason_for_a_later_page():
    # The first page of the course says so.
    points = LESSON.checkpoints
    for place, point in enumerate(points):
        later = [told(other.name).get("yes", set()) for other in points[place + 1 :]]
        assert told(point.name).get("no", set()) <= set().union(*later), point.name


def test_the_course_opens_holes_and_closes_all_of_them():
    opened = {
        sentence for point in LESSON.checkpoints for sentence in told(point.name).get("hole", ())
    }
    assert opened == HOLES
    assert "hole" not in told(LESSON.checkpoints[-1].name)
    last = max(CLAIMS[0].answers)
    assert {
        claim.sentence for claim in CLAIMS if claim.hole and claim.answers[last] is not Answer.NO
    } == set()
