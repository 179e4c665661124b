"""What a chapter needs besides what every page needs: the lesson's blocks, and for who teaches."""

import re

from workshop.complete.lack import RECORD, Lack, below, of_lesson, read_lesson
from workshop.complete.page_rules import NAVIGATION, navigation
from workshop.lesson import checkpoints
from workshop.lesson.chapters import DOCS, LessonError
from workshop.pages import page_blocks, teach
from workshop.recordings.kept import file_of, is_shown
from workshop.serve.claims import CLAIMS

NOTES = 2
NOTE = '!!! teacher "For who teaches"'
NUMBERED = re.compile(r"step(\d)/(\d+)-")
WHY_WORDS = 4
HOURS = {5: "five", 6: "six", 7: "seven", 8: "eight"}


def lacking(page):
    """Return what a chapter (its path below ``docs/``) lacks, a list of ``Lack``."""
    lesson, unread = read_lesson(below(DOCS / page))
    found = [*_numbered(page), *_order(page), *_taught(page), *_notes(page), *unread]
    fences = [fence for fence in lesson.fences if fence.page == page]
    points = [point for point in lesson.checkpoints if point.fence.page == page]
    found += [lack for point in points for lack in _promised(point, page)]
    return [*found, *_explained(page, fences), *_recorded(fences)]


def _numbered(page):
    found = NUMBERED.match(page)
    title = re.search(r"^# (.*)$", page_blocks.read(page), re.M)
    number = found and f"{found[1]}.{found[2]}"
    if found and not (title and title[1].startswith(f"{number} ")):
        yield Lack(below(DOCS / page), f"The title of this page begins with its number: # {number}")


def _order(page):
    ours = teach.pages()
    if [name for name in navigation() if name in ours] != ours and page in navigation():
        what = f"The chapters stand in another order than their names: {', '.join(ours)}."
        yield Lack(below(NAVIGATION), what)


def _taught(page):
    try:
        teach.read_chapter(DOCS / page)
    except LessonError as error:
        yield of_lesson(error, below(DOCS / page))
        return
    minutes = sum(sum(one.minutes.values()) for one in _course())
    words = HOURS.get(round(minutes / 60), f"{minutes / 60:.0f}")
    if f"about {words} hours" not in page_blocks.read("index.md"):
        what = f"All chapters together take {minutes} minutes: say “about {words} hours”."
        yield Lack("docs/index.md", what)


def _course():
    for page in teach.pages():
        try:
            yield teach.read_chapter(DOCS / page)
        except LessonError:
            # That chapter is asked about under its own name.
            continue


def _notes(page):
    parts = page_blocks.read(page).split(NOTE)
    if len(parts) <= NOTES:
        what = f"There are {len(parts) - 1} notes for the teacher, not at least {NOTES}: {NOTE}"
        yield Lack(below(DOCS / page), what)
    # Between two notes there is a part of the chapter, not only the end of the page.
    elif not all("\n## " in part for part in parts[:-1]):
        what = "Notes for the teacher stand beside their part of the text: a part between each two."
        yield Lack(below(DOCS / page), what)


def _promised(point, page):
    known = {claim.id for claim in CLAIMS}
    try:
        said = checkpoints.promises(point)
    except LessonError as error:
        yield of_lesson(error, below(DOCS / page))
        return
    for claim in said.keys() - known:
        what = f"Checkpoint {point.name}: there is no claim {claim}. There are {', '.join(known)}."
        yield Lack(below(DOCS / page), what)


def _explained(page, fences):
    lines = page_blocks.read(page).splitlines()
    for fence in fences:
        if fence.kind != "change":
            continue
        where, why = f"Line {fence.line}: the change {fence.name}", fence.options.get("why", "")
        if why != why.lstrip() or not why.endswith(".") or len(why.split()) < WHY_WORDS:
            what = "needs why, a sentence that ends with a full stop: the upgrade's page shows it."
            yield Lack(below(DOCS / page), f"{where} {what}")
        before = next((line for line in reversed(lines[: fence.line - 1]) if line.strip()), "#")
        if before.strip().startswith(("#", "```", "???", "===")):
            what = "stands directly below a heading or another block: say first what it is for."
            yield Lack(below(DOCS / page), f"{where} {what}")


def _recorded(fences):
    for fence in fences:
        if is_shown(fence) and not file_of(fence).is_file():
            what = f"{fence.name} (line {fence.line} of {fence.page}) has no recording."
            yield Lack(below(file_of(fence)), what, f"{RECORD} --only chapters")
