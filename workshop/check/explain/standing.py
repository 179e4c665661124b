"""Where a project stands, in two words: the checkpoint it has reached, the mistake it has."""

import functools

from workshop.check.ask.examine import Examination
from workshop.check.compare.compare_files import compare_trees
from workshop.check.explain.catalogue import recognise
from workshop.check.explain.report import points
from workshop.check.explain.story import explain
from workshop.lesson import changes


def standing(report, lesson):
    """Return the name of the last checkpoint reached, and the first mistake's id; "" for none."""
    # A board has the course's checkpoints.
    told = [point.name for point, state in points(report, lesson) if state]
    reached = [name for name in told if name not in lesson.builds]
    mistake = explain(report.findings[0], report).id if report.findings else ""
    return (reached[-1] if reached else ""), mistake


def likely(project, limit=None):
    """Return the id of the mistake that a ``Project`` looks like, without starting it, or "".

    It is a guess of a second, for as long as the check has not asked.
    """
    try:
        lesson = _lesson()
        reference = Examination(project, lesson, limit).reference
        differences = compare_trees(project.tree, reference)
        mistake = recognise(differences, differences, lesson) if differences else None
    except Exception:
        # What cannot be compared is told by the check itself, in its own words.
        return ""
    return mistake.id if mistake else ""


@functools.cache
def _lesson():
    return changes.read()
