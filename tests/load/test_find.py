"""How many people does a machine hold: the search, and the plot of a measurement."""

from xml.etree import ElementTree

import pytest

from workshop.load import find, plot
from workshop.load.measurement import Plan, Result
from workshop.load.tally import Tally

SVG = "{http://www.w3.org/2000/svg}"


def pretend(limit):
    """Return a stand-in for ``measure``: late with more than ``limit`` people."""

    def once(subject, plan, progress):
        tally = Tally(plan.people, 1, 1, False, "load-1")
        for person in range(plan.people):
            tally.present[person] = True
            tally.hear(person, tally.say(person))
            tally.latencies[person] = 0.1 if plan.people <= limit else 0.3
        return Result(plan, tally, {}, 0, 1, None, None, 0)

    return once


@pytest.mark.parametrize("limit", [10, 47, 80])
def test_find_comes_close(limit):
    found = find.search(None, 1, 5, 1000, once=pretend(limit))
    assert found.held <= limit < found.not_held
    assert found.not_held - found.held <= max(1, 0.1 * found.held)
    assert f"This machine holds about {found.held} people in one room (1 m" in find.answer(found)


def test_find_says_when_it_saw_no_end():
    found = find.search(None, 1, 5, 25, once=pretend(1000))
    assert (found.held, found.not_held) == (25, None)
    assert "about 25 people in one room, or more" in find.answer(found)


def test_find_does_not_count_what_lost_something():
    result = pretend(100)(None, Plan(3), None)
    assert find.holds(result)
    result.tally.present[2] = False
    assert not find.holds(result)


def test_a_plot_without_a_line_is_a_plot():
    drawn = plot.standalone(plot.lines({"p50": []}, "second", "ms", "Nothing arrived <yet>"))
    assert ElementTree.fromstring(drawn.encode()).find(f"{SVG}title").text.endswith("<yet>")


def test_a_plots_lines_do_not_leave_it():
    series = {"first": [(2, 0.5), (1000, 400)], "second": [(2, 1), (1000, 390)]}
    for log in (False, True):
        root = ElementTree.fromstring(plot.standalone(plot.lines(series, "x", "y", "told", log)))
        paths = [path.get("d") for path in root.iter(f"{SVG}path") if path.get("class") == "line"]
        points = [point.split() for path in paths for point in path[1:].split("L")]
        assert all(plot.LEFT <= float(x) <= plot.WIDTH - plot.RIGHT for x, _ in points)
        assert all(plot.TOP <= float(y) <= plot.HEIGHT - plot.BOTTOM for _, y in points)
        names = {text.text: float(text.get("y")) for text in root.iter(f"{SVG}text")}
        assert round(abs(names["first"] - names["second"])) >= plot.APART
