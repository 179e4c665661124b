"""What ``check`` says: for people in a terminal, and as JSON for programs."""

import json
import textwrap

from workshop.check.ask.probe_list import SENTENCES
from workshop.check.compare.edits import CREATE, DELETE, INSERT
from workshop.check.explain.story import explain

WIDTH = 78
MOST_EDITS = 4
FEW = 3
LONGEST = 200
MANY = (
    "And {} more places: it passes only with all of them as the lesson has them. Your project goes "
    "another way, so the cause may be any one of them."
)
OUT_OF_TIME = "There was no time to look at everything. Ask again, when the machine has less to do."


def address(change_page):
    """Return where a page is, as people open it: ``docs/`` and the file."""
    return f"docs/{change_page}"


def _indented(text, mark=""):
    lines = text.rstrip("\n").splitlines() or [""]
    cut = (f"{line[:LONGEST]} …" if len(line) > LONGEST else line for line in lines)
    return "\n".join(f"      {mark}{line}" for line in cut)


def _wrapped(text):
    return textwrap.fill(text, WIDTH, initial_indent="    ", subsequent_indent="    ")


def points(report, lesson):
    """Yield each checkpoint up to the goal: its name, title and state.

    The state is True (reached), False (something fails there) or None (left out).
    """
    names = [point.name for point in lesson.checkpoints]
    failed = {explain(finding, report).checkpoint for finding in report.findings}
    first = min((names.index(name) for name in failed), default=len(names))
    for place, point in enumerate(lesson.checkpoints):
        if place > names.index(report.goal.checkpoint.name):
            return
        if place >= first:
            yield point, False
            return
        yield point, True if point.name in report.goal.begun else None


def edit_text(edit):
    """Return the lines that show one edit: where, what they wrote, what the lesson has."""
    if edit.kind == CREATE and edit.wrote:
        return f"    You have it as  {edit.wrote}\n    The lesson has  {edit.path}"
    if edit.kind == CREATE:
        return f"    {edit.path} is missing. The lesson has:\n{_indented(edit.lesson, '+ ')}"
    if edit.kind == DELETE:
        return f"    {edit.path} should not be there: it hides a package of that name."
    rows = [f"    {edit.path}, line {edit.line}"]
    if edit.kind == INSERT:
        rows.append(f"    Missing before this line:\n{_indented(edit.lesson, '+ ')}")
    else:
        rows.append(f"    You wrote:\n{_indented(edit.wrote, '- ')}")
        if edit.text:
            rows.append(f"    The lesson has:\n{_indented(edit.lesson, '+ ')}")
        else:
            rows.append("    The lesson does not have this.")
    return "\n".join(rows)


def finding_text(finding, report):
    """Return the text for one finding."""
    seen = finding.observation
    told = explain(finding, report)
    rows = [f"{told.checkpoint}  NOT YET: {SENTENCES[finding.claim]}"]
    if seen is not None:
        rows.append(f"    Tried: {seen.tried}")
        rows.append(f"    Happened: {seen.happened}")
    if not finding.proven:
        rows.append("    No change that cures this was found: what follows is only the nearest")
        rows.append("    difference to the lesson, and it may not be the cause.")
    rows += [edit_text(edit) for edit in finding.edits[:MOST_EDITS]]
    more = len(finding.edits) - MOST_EDITS
    if more > 0:
        rows.append(_wrapped(MANY.format(more)))
    if told.why:
        rows.append(_wrapped(told.why))
    if told.page:
        rows.append(f"    Read: {address(told.page)}")
    if told.trouble:
        rows.append(f"    Also: {address(told.trouble)}")
    if finding.proven:
        change = "this change" if len(finding.edits) == 1 else "these changes together"
        rows.append(f"    Tried on a copy: with {change}, it passes.")
    elif told.traceback:
        rows.append(f"    First error:\n{_indented(told.traceback)}")
    return "\n".join(rows)


def unasked(edits):
    """Return the sentence that names the places which differ and about which nothing was asked."""
    places = dict.fromkeys(
        edit.path if edit.kind in (CREATE, DELETE) else f"{edit.path}, line {edit.line}"
        for edit in edits
    )
    return textwrap.fill(
        f"Not as in the lesson, and no question depends on it: {'; '.join(places)}. "
        "If you meant it so, it is well.",
        WIDTH,
    )


def text(report, lesson, notes=()):
    """Return the whole report for a terminal; ``notes`` are sentences about what lies around."""
    rows = []
    for point, state in points(report, lesson):
        if state is not False:
            rows.append(f"{point.name}  {'ok' if state else '--'}  {point.title}")
    rows += ["\n" + finding_text(finding, report) for finding in report.findings]
    rows += ["\n" + textwrap.fill(f"Note: {note}", WIDTH) for note in notes]
    many = len(report.findings)
    if not report.whole:
        rows.append("\n" + OUT_OF_TIME)
    # With more, it is a project in words of its own.
    if report.whole and 0 < len(report.unasked) <= FEW:
        rows.append("\n" + unasked(report.unasked))
    if not many:
        rows.append(f"\nAll is well so far ({report.seconds:.0f} s).")
    elif many > 1:
        rows.append(f"\n{many} mistakes, in the order in which they show ({report.seconds:.0f} s).")
    else:
        rows.append(f"\nOne mistake found ({report.seconds:.0f} s).")
    return "\n".join(rows)


def as_json(report, lesson, notes=()):
    """Return the report as JSON text; the page about ``check`` describes it."""
    mistakes = []
    for finding in report.findings:
        told = explain(finding, report)
        for edit in finding.edits or (None,):
            mistakes.append(
                {
                    "id": told.id,
                    "claim": finding.claim,
                    "file": edit.path if edit else None,
                    "line": edit.line if edit else None,
                    "wrote": edit.wrote if edit else None,
                    "lesson": edit.lesson if edit else None,
                    "why": told.why,
                    "page": told.page,
                    "trouble": told.trouble,
                    "proven": finding.proven,
                }
            )
    reached = [point.name for point, state in points(report, lesson) if state]
    first = report.findings[0].claim if report.findings else None
    return json.dumps(
        {
            "reached": reached,
            "failed": first,
            "mistakes": mistakes,
            "notes": list(notes),
            "whole": report.whole,
        },
        indent=2,
        ensure_ascii=False,
    )
