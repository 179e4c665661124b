"""Which cases of a parametrized test are quick: the others wait for ``--all``."""

import pytest

SWEEP = (pytest.mark.all, pytest.mark.sweep)


def chosen(cases, quick, marks=(pytest.mark.all,)):
    """Return the cases with these ``marks`` where ``quick(*case)`` says no.

    ``cases`` are values, tuples of values, or what ``pytest.param`` returns.
    """
    marked = []
    for case in cases:
        param = case if hasattr(case, "marks") else pytest.param(*_values(case))
        more = () if quick(*param.values) else marks
        marked.append(pytest.param(*param.values, marks=[*param.marks, *more], id=param.id))
    return marked


def _values(case):
    # A tuple that has a name of its own is one value.
    return case if type(case) is tuple else (case,)
