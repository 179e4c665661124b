"""The story of a mistake: why it matters, and the page that teaches the line."""

import functools
import re
from dataclasses import dataclass, replace

from workshop.check.ask.reported import without_gone
from workshop.check.compare.commas import A_COMMA
from workshop.check.explain.catalogue import catalogue, recognise
from workshop.check.facts.tracebacks import OWN_FRAME

OWN_COPY = re.compile(r"[^\s'\"(]*[/\\]\d+[/\\]project[/\\]")
CONSUMER_CLASS = re.compile(r"^class (\w+)\(.*Consumer\)", re.MULTILINE)
LESSONS_CLASS = re.compile(r"\b(?:Async)?(?:Chat|Echo)Consumer\b")
INDENTED = "Only the indentation of `{}` differs: where it stands, it is no method of the class."


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
    output = without_gone(output)
    start = output.find("Traceback (most recent call last)")
    if start < 0:
        return ""
    lines = output[start:].splitlines()
    end = next((n for n, line in enumerate(lines[1:], 1) if line and line[0] != " "), 1)
    frames = [m for line in lines[:end] if (m := OWN_FRAME.search(line))]
    where = f"{frames[-1][1]}, line {frames[-1][2]}: " if frames else ""
    return where + (OWN_COPY.sub("", lines[end]) if end < len(lines) else "")


def teaching(edit, report):
    """Return the lesson's change that brings what an edit is about, or None.

    What is only taken away is no change of the lesson's, and gets none of its sentences.
    """
    wanted = [line.strip().rstrip(",") for line in edit.lesson.splitlines() if line.strip()]
    if not wanted:
        return None
    # What somebody has as the lesson has it is not what the sentence is about.
    wrote = [line.strip().rstrip(",") for line in edit.wrote.splitlines()]
    wanted = [line for line in wanted if line not in wrote] or wanted
    for change in reversed(report.goal.checkpoint.changes):
        if change.path.split("/")[-1] != edit.path.split("/")[-1] or change.after is None:
            continue
        before = (change.before or "").splitlines()
        lines = [line for line in change.after.splitlines() if line not in before]
        new = [line.strip().rstrip(",") for line in lines]
        if edit.unit == edit.path or any(line in new for line in wanted):
            return change
    return None


@functools.lru_cache(maxsize=64)
def explain(finding, report):
    """Return the ``Explanation`` of a finding."""
    error = first_error(finding.output)
    point = finding.checkpoint
    if finding.cure:
        own = _as_in_the_lesson(finding)
        if not own or not recognise(own, report.lesson):
            return _of_cure(finding, report, error)
        finding = own
    if not finding.proven:
        return Explanation(finding.claim, "", "", point, error)
    change = next((c for edit in finding.edits if (c := teaching(edit, report))), None)
    # The sentence of a change is about all of it: one edit among several may be something else.
    why = change.fence.options.get("why", "") if change and len(finding.edits) == 1 else ""
    # It tells of the lesson: their project may do the opposite.
    why = why and f"In the lesson: {why}"
    page = change.fence.link if change else _page(point, report)
    if not why and (edit := _only_indented(finding.edits)):
        why = INDENTED.format(edit.wrote.strip().rstrip(":"))
    mistake = recognise(finding, report.lesson)
    if not mistake and [edit.unit for edit in finding.edits] == [A_COMMA]:
        mistake = catalogue()["installed-apps-comma-missing"]
    if mistake:
        why = _in_their_words(f"{mistake.why} {mistake.fix}", finding, report)
        return Explanation(mistake.id, why, page, point, error, _trouble(mistake))
    return Explanation(change.name if change else finding.claim, why, page, point, error)


def _only_indented(edits):
    """Return the edit, where there is one and only its indentation is wrong, or None."""
    same = len(edits) == 1 and edits[0].wrote.strip() and edits[0].text
    return edits[0] if same and edits[0].wrote.strip() == edits[0].lesson.strip() else None


def _in_their_words(text, finding, report):
    """Return a text about a consumer with the name of the learner's own.

    Who is at 2.2 has no ``ChatConsumer`` yet.
    """
    python = "\n".join(code for path, code in report.tree.items() if path.endswith(".py"))
    own = CONSUMER_CLASS.findall("\n".join(report.tree.get(one.path, "") for one in finding.edits))
    own = own or CONSUMER_CLASS.findall(python)
    for name in set(LESSONS_CLASS.findall(text)):
        if own and not re.search(rf"\b{name}\b", python):
            text = re.sub(rf"\b{name}\b", own[0], text)
    return text


def _as_in_the_lesson(finding):
    """Return the finding with the lesson's edit, where a cure that has no entry writes the same.

    None where it does not: then the cure's own sentence is the one that is true.
    """
    if finding.cure.id in catalogue() or len(finding.edits) != 1:
        return None
    (mine,) = finding.edits
    place = mine.path, mine.first, mine.last, mine.text.split()
    for edit in finding.differences:
        if (edit.path, edit.first, edit.last, edit.text.split()) == place:
            return replace(finding, edits=(edit,), cure=None)
    return None


def _of_cure(finding, report, error):
    mistake = catalogue().get(finding.cure.id)
    point = finding.checkpoint
    return Explanation(
        finding.cure.id,
        finding.cure.why,
        _page(point, report) if point else "",
        point,
        error,
        _trouble(mistake) if mistake else None,
    )


def _trouble(mistake):
    return f"trouble/{mistake.seen}.md#{mistake.id}"


def _page(name, report):
    """Return the page of a checkpoint."""
    points = [point for point in report.lesson.checkpoints if point.name == name]
    return points[0].fence.link if points else report.goal.checkpoint.fence.link
