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
    know each other: what one column answers to a row is judged by the same rule as all others. Of a
    long list of rows only one in so many is quick, and no column that waits for ``--all`` itself.
    """
    turns = [n for n, column in enumerate(columns) if pytest.mark.all.mark not in _marks(column)]
    return [
        pytest.param(
            *column.values,
            *row.values,
            id=f"{column.id}-{row.id}",
            marks=[*column.marks, *row.marks, *([] if place == turn else [pytest.mark.all])],
        )
        for number, row in enumerate(rows)
        for turn in [None if number % one_in else turns[number // one_in % len(turns)]]
        for place, column in enumerate(columns)
    ]


def _marks(param):
    return [getattr(mark, "mark", mark) for mark in param.marks]
