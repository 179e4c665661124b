"""Every mistake of the catalogue is made for real, found, named, and its cure proven on a copy.

What shows then is what the pages of ``docs/trouble`` tell of it.
"""

import pytest

from tests.support.lesson import LESSON
from tests.support.quick import SWEEP, chosen
from workshop.check.explain.catalogue import catalogue
from workshop.complete import real_mistakes

# Each takes seconds. A file that cannot be read and a page that is not found stand for the rest
# (a missing Daphne: test_other_shapes.py); `test --all` makes all of them.
QUICK = ("colon-missing", "template-not-namespaced")
CASES = chosen(catalogue().values(), lambda case: case.id in QUICK, SWEEP)


def examine(case, browser):
    return real_mistakes.examine(case, LESSON, browser)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_mistake_is_named_and_its_cure_is_proven(case, report):
    assert not real_mistakes.fault(case, report), report.findings


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_it_looks_like_its_page_says(case, report):
    assert not real_mistakes.looks_different(case, report)
