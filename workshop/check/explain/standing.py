"""Where a project stands, in two words: the checkpoint it has reached, the mistake it has."""

from workshop.check.explain.report import points
from workshop.check.explain.story import explain


def standing(report, lesson):
    """Return the name of the last checkpoint reached, and the first mistake's id; "" for none."""
    reached = [point.name for point, state in points(report, lesson) if state]
    mistake = explain(report.findings[0], report).id if report.findings else ""
    return (reached[-1] if reached else ""), mistake
