"""The green boxes: what works stands apart from what works and must not in the end."""

import re
from html import unescape

import pytest

from workshop.lesson import changes, checkpoints
from workshop.pages import fences
from workshop.serve.claims import CLAIMS, Answer

LESSON = changes.read()
HOLES = {claim.sentence for claim in CLAIMS if claim.hole}
SENTENCES = {claim.id: claim.sentence for claim in CLAIMS}
LIST = re.compile(r'<ul class="(\w+)">(.*?)</ul>', re.S)


def told(name):
    """Return the lists of a checkpoint's box: kind (yes, hole or no) to a set of sentences."""
    lists = LIST.findall(fences.checkpoint(name))
    return {kind: set(map(unescape, re.findall("<li>(.*?)</li>", items))) for kind, items in lists}


@pytest.mark.parametrize("point", LESSON.checkpoints, ids=lambda point: point.name)
def test_a_hole_is_not_told_as_a_success(point):
    lists = told(point.name)
    works, holes = lists.get("yes", set()), lists.get("hole", set())
    assert not works & HOLES
    assert holes <= HOLES
    said = checkpoints.promises(point)
    assert works | holes == {SENTENCES[claim] for claim, held in said.items() if held}
    assert lists.get("no", set()) == {SENTENCES[claim] for claim, held in said.items() if not held}


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
