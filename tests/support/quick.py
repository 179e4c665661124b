"""Which cases of a parametrized test are quick: the others wait for ``--all``."""

import pytest

SWEEP = (pytest.mark.all, pytest.mark.sweep)


def chosen(cases, quick, marks=(pytest.mark.all,), one_in=1):
    """Return the cases with these ``marks`` where ``quick(*case)`` says no.

    ``cases`` are values, tuples of values, or what ``pytest.param`` returns. Where they are a long
    row of one kind, only one in so many of the others has the marks; the rest runs weekly.
    """
    marked, others = [], 0
    for case in cases:
        param = case if hasattr(case, "marks") else pytest.param(*_values(case))
        more = ()
        if not quick(*param.values):
            more = SWEEP if others % one_in else marks
            others += 1
        marked.append(pytest.param(*param.values, marks=[*param.marks, *more], id=param.id))
    return marked


def _values(case):
    # A tuple that has a name of its own is one value.
    return case if type(case) is tuple else (case,)


def named(values):
    """Return a parameter for each value of a dict, with its key for an id."""
    return [pytest.param(value, id=str(name)) for name, value in values.items()]


def paired(rows, columns, one_in=1):
    """Return each row with each column; quick are each row once and each column in its turn.

    Rows and columns are what ``pytest.param`` returns, with an ``id``. For two axes that do not
    know each other: what one column answers to a row is judged by the same rule as all others. So
    the rest of the product runs weekly. Of a long list of rows only one in so many is quick, and no
    column that waits for ``--all`` itself: with that, each row is asked once more, of one of those.
    """
    later = [n for n, column in enumerate(columns) if pytest.mark.all.mark in _marks(column)]
    turns = [n for n in range(len(columns)) if n not in later]
    return [
        pytest.param(
            *column.values,
            *row.values,
            id=f"{column.id}-{row.id}",
            marks=[
                *column.marks,
                *row.marks,
                *_when(number, place, later if place in later else turns, one_in),
            ],
        )
        for number, row in enumerate(rows)
        for place, column in enumerate(columns)
    ]


def _when(number, place, turns, one_in):
    if place != turns[number // one_in % len(turns)]:
        return SWEEP
    return (pytest.mark.all,) if number % one_in else ()


def _marks(param):
    return [getattr(mark, "mark", mark) for mark in param.marks]
