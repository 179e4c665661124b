"""Every exercise, mistake, page and chapter that there is, is complete."""

import pytest

from workshop.complete.named import CHAPTER, EXERCISE, MISTAKE, PAGE, everything


@pytest.mark.parametrize("kind", [EXERCISE, MISTAKE, PAGE, CHAPTER])
def test_nothing_is_missing(kind):
    there = [one for one in everything() if one.kind == kind]
    assert there
    assert [(one.name, lack) for one in there for lack in one.lacking()] == []
