"""What ``check`` says to people in a terminal."""

import re
import textwrap

from workshop.check.ask import careful_probes, elsewhere
from workshop.check.ask.finding import belongs
from workshop.check.ask.probe_list import ADDED, SENTENCES, not_yet
from workshop.check.compare.edits import CREATE, DELETE
from workshop.check.explain.addresses import SERVED, address
from workshop.check.explain.edit_words import RIGHT, edit_text, place_text
from workshop.check.explain.hiding import hide, known
from workshop.check.explain.story import explain
from workshop.serve.probes import short

WIDTH = 78
MOST_EDITS = 4
FEW = 3
MANY = (
    "No small change was found that cures it. If {} places are as in the lesson, it passes. Your "
    "project is different there, and any of these places may be the cause."
)
OUT_OF_TIME = "There was no time to look at everything. Ask again when the machine is less busy."
ONLY_READ = (
    "No Chrome, Chromium or Edge was found, so the page was read and not tried: its script may "
    "have mistakes that only a browser shows."
)
TO_READ = "The pages are at these addresses while this runs: python -m workshop docs"
# What an answer holds: the place alone, why as well, and the line as well.
PLACE, WHY, LINE = 1, 2, 3


def _wrapped(text):
    return textwrap.fill(text, WIDTH, initial_indent="    ", subsequent_indent="    ")


# What is known of a server that listens, whatever it answers.
LISTENS = {"starts", "daphne"}
BROKEN = "HTTP 500"
# What is tried because it must not be possible: that it is not says nothing of what works. Of the
# layer of Redis, only the settings are asked.
SAFEGUARDS = {*careful_probes.ASKS, "redis"}


def points(report, lesson):
    """Yield each checkpoint before the one at which something fails: itself, and its state.

    The state is True where all that belongs to it was asked in this run and held, and None where
    it was left out or nobody asked. Of a server that does not start, nothing is known.
    """
    if report.ground or any(fact.stops for fact in report.facts) or not report.reached:
        return
    names = [point.name for point in lesson.checkpoints]
    failed = {finding.checkpoint for finding in report.findings}
    first = min((names.index(name) for name in failed), default=len(names))
    asked = {}
    seen = [finding.observation.happened for finding in report.findings if finding.observation]
    if set(report.reached) <= LISTENS and any(BROKEN in happened for happened in seen):
        # Something listens, and whether it is Django that would answer is not known.
        return
    for claim in report.reached:
        asked.setdefault(belongs(claim, report.goal, ADDED), []).append(claim)
    for place, point in enumerate(lesson.checkpoints):
        if place >= first or place > names.index(report.goal.checkpoint.name):
            return
        told = set(asked.get(point.name, ())) - SAFEGUARDS
        read = report.only_read and told == {"page-talks"}
        held = point.name in report.goal.begun and told and not read
        yield point, True if held else None


def left_out(report, lesson):
    """Return the checkpoints that nobody has begun, and after which a later one is reached."""
    told = list(points(report, lesson))
    reached = [place for place, (_, state) in enumerate(told) if state]
    return [
        point
        for place, (point, state) in enumerate(told)
        if state is None and point.name not in report.goal.begun and place < max(reached, default=0)
    ]


def sentence(finding):
    """Return in words what a finding's claim is."""
    if finding.checkpoint:
        return not_yet(finding.claim, finding.observation)
    return elsewhere.SENTENCES.get(finding.claim) or SENTENCES[finding.claim]


def finding_text(finding, report, level=LINE):
    """Return the text for one finding, as far as ``level`` says."""
    seen, told = finding.observation, explain(finding, report)
    rows = [f"{told.checkpoint}  NOT YET: {sentence(finding)}".strip()]
    if seen is not None:
        rows.append(f"    Tried: {seen.tried}")
        rows.append(f"    Happened: {seen.happened}")
    if level == LINE:
        rows += _lines(finding, report.tree)
    elif finding.edits:
        rows.append(place_text(finding.edits[0]))
    if level >= WHY and told.why:
        rows.append(_wrapped(told.why))
    if level >= WHY and told.page and not report.ground:
        rows.append(f"    Read: {address(told.page)}")
    if level >= WHY and told.trouble:
        rows.append(f"    Also: {address(told.trouble)}")
    if told.traceback:
        rows.insert(1 + 2 * (seen is not None), f"    First error: {short(told.traceback)}")
    if finding.proven and level == LINE:
        change = "this change" if len(finding.edits) == 1 else "these changes together"
        rows.append(f"    Tried on a copy: with {change}, it passes.")
    return "\n".join(rows)


def _lines(finding, tree):
    if finding.more:
        return [_wrapped(MANY.format(finding.more))]
    if finding.cure and finding.cure.commands:
        return [
            "    Do this in your project's folder:",
            *map("      {}".format, finding.cure.commands),
        ]
    rows = []
    if not finding.proven and finding.edits:
        rows.append("    No change that cures this was found. This is only the nearest difference")
        rows.append("    from the lesson, and it may not be the cause.")
    right = RIGHT if finding.cure else "The lesson has"
    shown = finding.edits[:MOST_EDITS]
    return rows + [edit_text(edit, right, tree.get(edit.path) or "") for edit in shown]


def fact_text(fact):
    """Return the text of something that is true of the project before all else."""
    rows = [f"FIRST: {fact.says}" if fact.says else "FIRST:"]
    rows = textwrap.wrap(rows[0], WIDTH, subsequent_indent="    ")
    if fact.place:
        rows.append(f"    {fact.place[0]}, line {fact.place[1]}")
    rows.append(f"    Happened: {fact.happened}")
    if fact.do:
        rows.append(f"    Do: {fact.do}" if fact.stops else _wrapped(fact.do))
    return "\n".join(rows)


def unasked(edits):
    """Return the sentence that names the places which differ and about which nothing was asked."""
    places = dict.fromkeys(
        edit.path if edit.kind in (CREATE, DELETE) else f"{edit.path}, line {edit.line}"
        for edit in edits
    )
    text = f"Not as in the lesson, and no question depends on it: {'; '.join(places)}."
    return textwrap.fill(text, WIDTH)


def _ground(report):
    told = "; ".join(report.ground)
    asked = "So only this was asked, and it is not compared with the lesson:"
    if any(fact.id == "redis-silent" for fact in report.facts):
        asked = f"Redis is silent, so a layer in memory stood in its place. {asked}"
    if not report.asked:
        asked = "It is not compared with the lesson."
    yield textwrap.fill(f"This is not the course's project: {told}. {asked}", WIDTH)
    for asked, one in report.asked:
        # What was tried says more only where it names an address.
        tried = f"  ({one.tried})" if "/" in one.tried else ""
        yield f"ok  {asked}{tried}"


def text(report, lesson, notes=(), level=LINE):
    """Return the whole report for a terminal; ``notes`` are sentences about what lies around.

    ``level`` is how much is told of a mistake: ``PLACE``, ``WHY`` or ``LINE``.
    """
    seen = [finding.observation.happened for finding in report.findings if finding.observation]
    rows = [fact_text(fact) + "\n" for fact in report.facts if fact.happened not in seen]
    for point, state in points(report, lesson):
        rows.append(f"{point.name}  {'ok' if state else '--'}  {point.title}")
    if report.ground:
        rows += _ground(report)
    rows += ["\n" + finding_text(finding, report, level) for finding in report.findings]
    notes = [*report.remarks, *notes, *[ONLY_READ] * report.only_read]
    rows += ["\n" + textwrap.fill(f"Note: {note}", WIDTH) for note in notes]
    if not report.whole:
        rows.append("\n" + OUT_OF_TIME)
    # With more, it is a project in words of its own.
    if report.whole and 0 < len(report.unasked) <= FEW:
        rows.append("\n" + unasked(report.unasked))
    missed = left_out(report, lesson) if report.well else []
    rows += [f"\n{point.name} was left out: {address(point.fence.page)}" for point in missed]
    if any(SERVED in row for row in rows):
        rows.append(f"\n{TO_READ}")
    rows.append(f"\n{_sum(report, missed)} ({report.seconds:.0f} s).")
    whole = re.sub(r"\n{3,}", "\n\n", "\n".join(rows).lstrip("\n"))
    return hide(whole, known(report.tree))


def _sum(report, missed=()):
    many = len(report.findings)
    if report.well and missed:
        return "The rest is well so far"
    if report.well:
        return "All is well, as far as was asked" if report.ground else "All is well so far"
    if many > 1:
        return f"{many} mistakes, in the order in which they show"
    if many:
        return "One mistake found"
    return "Put this right first, then ask again"
