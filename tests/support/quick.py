"""Which cases of a parametrized test are quick: the others wait for ``--all``."""

import pytest


def chosen(cases, quick):
    """Return the cases, marked ``all`` where ``quick(*case)`` says no.

    ``cases`` are values, tuples of values, or what ``pytest.param`` returns.
    """
    marked = []
    for case in cases:
        param = case if hasattr(case, "marks") else pytest.param(*_values(case))
        marks = [] if quick(*param.values) else [pytest.mark.all]
        marked.append(pytest.param(*param.values, marks=[*param.marks, *marks], id=param.id))
    return marked


def _values(case):
    # A tuple that has a name of its own is one value.
    return case if type(case) is tuple else (case,)
