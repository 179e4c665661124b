"""The story of a mistake: why it matters, and the page that teaches the line."""

import functools
import re
from dataclasses import dataclass

from workshop.check.compare.commas import A_COMMA
from workshop.check.explain.catalogue import catalogue, recognise

# A trial's copy is in a folder of its own, with a number: their own folders may be called project.
OWN_FRAME = re.compile(r'File "[^"]*[/\\]\d+[/\\]project[/\\]([^"]+)", line (\d+)')


@dataclass(frozen=True)
class Explanation:
    """Why it matters in a sentence or two, where to read on, the first error in their own code.

    ``id`` is the catalogue's name of the mistake, or a general one.
    """

    id: str
    why: str
    page: str
    checkpoint: str
    traceback: str
    trouble: str | None = None
    """Where the pages for when it goes wrong tell of it."""


def first_error(output):
    """Return the learner's own line of the first traceback and its last line, or "".

    The first one tells the truth; later ones often only say that something could not be loaded.
    """
    start = output.find("Traceback (most recent call last)")
    if start < 0:
        return ""
    lines = output[start:].splitlines()
    end = next((n for n, line in enumerate(lines[1:], 1) if line and line[0] != " "), 1)
    frames = [m for line in lines[:end] if (m := OWN_FRAME.search(line))]
    where = f"{frames[-1][1]}, line {frames[-1][2]}: " if frames else ""
    return where + (lines[end] if end < len(lines) else "")


def teaching(edit, report):
    """Return the lesson's change that brings what an edit is about, or None."""
    wanted = [line.strip().rstrip(",") for line in edit.lesson.splitlines() if line.strip()]
    for change in reversed(report.goal.checkpoint.changes):
        if change.path.split("/")[-1] != edit.path.split("/")[-1] or change.after is None:
            continue
        before = (change.before or "").splitlines()
        lines = [line for line in change.after.splitlines() if line not in before]
        new = [line.strip().rstrip(",") for line in lines]
        if not wanted or edit.unit == edit.path or any(line in new for line in wanted):
            return change
    return None


@functools.lru_cache(maxsize=64)
def explain(finding, report):
    """Return the ``Explanation`` of a finding."""
    change = next((c for edit in finding.edits if (c := teaching(edit, report))), None)
    why = change.fence.options.get("why", "") if change else ""
    page = change.fence.link if change else report.goal.checkpoint.fence.link
    point = _checkpoint(change, report) or finding.checkpoint
    error = first_error(finding.output)
    mistake = recognise(finding.edits, finding.differences, report.lesson)
    if not mistake and [edit.unit for edit in finding.edits] == [A_COMMA]:
        mistake = catalogue()["installed-apps-comma-missing"]
    if mistake:
        why = f"{mistake.why} {mistake.fix}"
        trouble = f"trouble/{mistake.seen}.md#{mistake.id}"
        return Explanation(mistake.id, why, page, point, error, trouble)
    return Explanation(change.name if change else finding.claim, why, page, point, error)


def _checkpoint(change, report):
    """Return the name of the first checkpoint that has a change."""
    points = report.lesson.checkpoints
    return next((point.name for point in points if change in point.changes), None)
