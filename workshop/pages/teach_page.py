"""The pages for who teaches, made of the chapters' data: an extension of Python-Markdown.

A fenced block ``teach`` holds the name of one of ``BLOCKS`` and, for an agenda, its name. It is
replaced by Markdown, for a page in ``docs/teach/``. Notes for teachers, on whatever page, are kept
out of the search: learners would find them there, though hidden.
"""

import re
import tomllib
from html import escape

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from workshop.check.explain.catalogue import catalogue
from workshop.exercises.hunt import MINUTES, SAID, choose
from workshop.lesson.chapters import DOCS, LessonError
from workshop.pages.handout import PRIORITY
from workshop.pages.teach import KINDS, agendas, course, exercise_links
from workshop.recordings.symptoms import recorded

BLOCK = re.compile(r"^```teach\n(\w+) ?(.*)\n```$", re.MULTILINE)
STUCK = DOCS / "teach" / "stuck.toml"
# Seed and level, chosen so that no two are the same mistake, from easy to hard.
HUNTS = ((1, 1), (3, 1), (4, 1), (8, 1), (2, 2), (3, 2), (4, 2), (5, 2), (6, 3), (8, 3))


def clock(minutes):
    """Return minutes as ``h:mm``."""
    return f"{minutes // 60}:{minutes % 60:02}"


def agenda(name):
    """Return an agenda as a table: when, what, how long."""
    plans = agendas()
    if name not in plans:
        raise LessonError(f"docs/teach/agendas.toml has no agenda {name}")
    plan = plans[name]
    rows = [f"| {clock(part.start)} | {part.text} | {part.minutes} |" for part in plan.parts]
    hours = f"{plan.limit / 60:g} hour{'s' * (plan.limit != 60)}"
    total = (
        f"Together {plan.minutes} minutes of {plan.limit}, {hours} ({_known()}). "
        f"{plan.slack} minutes stay free, for what happens."
    )
    return "\n".join(["| at | what | minutes |", "|---|---|---|", *rows, "", total])


def _known():
    """Return where the minutes come from, for a sentence."""
    real = sum(chapter.real for chapter in course().values())
    return f"{real} chapters measured in a room, the rest estimated" if real else "estimated"


def _chapters(name):
    """Return the chapters of an agenda, by page, or of the whole course for ""."""
    known = course()
    if not name:
        return known
    plans = agendas()
    if name not in plans:
        raise LessonError(f"docs/teach/agendas.toml has no agenda {name}")
    return {page: known[page] for page in plans[name].pages}


def hunts(_name):
    """Return ten bug hunts: what to type, what a user says, and for the teacher what it is."""
    rows = ["| level | to begin it | a user says | minutes |", "|---|---|---|---|"]
    told = []
    for seed, level in HUNTS:
        chosen = choose(seed, level)
        mistake, said = chosen.mistake, SAID[recorded()[chosen.mistake.id]["claim"]]
        command = f"`python -m workshop exercise hunt my-hunt --seed {seed} --level {level}`"
        rows.append(f"| {level} | {command} | “{said}” | {MINUTES[level]} |")
        link = f"[{escape(mistake.title.rstrip('.'))}](../trouble/{mistake.seen}.md#{mistake.id})"
        told.append(f"- **Seed {seed}, level {level}:** {link}. {escape(mistake.fix)}")
    return "\n".join([*rows, "", "## What they are", "", *told])


def minutes(_name):
    """Return the table of all chapters with their minutes, and the exercises of each step."""
    head = "| chapter | talk | type | practise | cut first, at | saves |"
    rows, chapters = [head, "|---|---|---|---|---|---|"], list(course().values())
    following = [chapter.page for chapter in chapters[1:]] + [""]
    for chapter, after in zip(chapters, following, strict=True):
        each = " | ".join(str(chapter.minutes[kind]) for kind in KINDS)
        cut = f"[{chapter.cut['what']}](../{chapter.page}#{chapter.cut['at']})"
        title = f"[{chapter.title}](../{chapter.page})"
        rows.append(f"| {title} | {each} | {cut} | {chapter.cut['saves']} |")
        folder = chapter.page.partition("/")[0]
        if folder.startswith("step") and not after.startswith(folder):
            rows.append(f"| Then exercises: {exercise_links(int(folder[4:]))} | | | | | |")
    return "\n".join(rows)


def points(_name):
    """Return the key points of all chapters, under a heading each."""
    lines = []
    for chapter in course().values():
        lines += [f"## [{chapter.title}](../{chapter.page})", ""]
        lines += [f"- {point}" for point in chapter.points] + [""]
    return "\n".join(lines)


def sheet(name):
    """Return what a learner takes along: the questions, and boxes for what they can do then.

    ``name`` is an agenda's, whose chapters alone are in it.
    """
    rows = ["| | the question | afterwards you can |", "|---|---|---|"]
    box = '<span class="box"></span> '
    for chapter in _chapters(name).values():
        questions, able = (
            " ".join(chapter.questions),
            "<br>".join(box + line for line in chapter.objectives),
        )
        rows.append(f"| {chapter.title} | {questions} | {able} |")
    return "\n".join(rows)


def stuck(name):
    """Return where people get stuck, chapter by chapter: what they see, and what to do.

    ``name`` is an agenda's, whose chapters alone are in it.
    """
    known, mistakes = _chapters(name), catalogue()
    lines = []
    for page, names in tomllib.loads(STUCK.read_text(encoding="utf-8")).items():
        if page not in known:
            continue
        lines += [f"## [{known[page].title}](../{page})", ""]
        for mistake in map(mistakes.get, names):
            lines.append(f"- **{escape(mistake.title.rstrip('.'))}.** {escape(mistake.fix)}")
        lines.append("")
    return "\n".join(lines)


BLOCKS = {block.__name__: block for block in (agenda, hunts, minutes, points, sheet, stuck)}


class _Teach(Preprocessor):
    def run(self, lines):
        def made(match):
            if match[1] not in BLOCKS:
                raise LessonError(f"teach: there is no block {match[1]}")
            return BLOCKS[match[1]](match[2])

        return BLOCK.sub(made, "\n".join(lines)).split("\n")


class _NotFound(Treeprocessor):
    def run(self, root):
        for element in root.iter("div"):
            if "teacher" in element.get("class", "").split():
                element.set("data-search-exclude", "")


class TeachExtension(Extension):
    """Python-Markdown's way to add the two."""

    def extendMarkdown(self, md):
        """Add them to ``md``, a ``markdown.Markdown``."""
        md.preprocessors.register(_Teach(md), "teach", PRIORITY)
        # Last of all: the boxes are there.
        md.treeprocessors.register(_NotFound(md), "teach-search", 0)


def makeExtension(**options):
    """Return the extension; Python-Markdown asks for this name."""
    return TeachExtension(**options)
