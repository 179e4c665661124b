"""The pages for who teaches, made of the chapters' data: an extension of Python-Markdown.

A fenced block ``teach`` holds the name of one of ``BLOCKS`` and, for an agenda, its name. It is
replaced by Markdown, for a page in ``docs/teach/``.
"""

import re
import tomllib
from html import escape

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from workshop.check.catalogue import catalogue
from workshop.handout import PRIORITY
from workshop.lesson import DOCS, LessonError
from workshop.teach import KINDS, agendas, course

BLOCK = re.compile(r"^```teach\n(\w+) ?(.*)\n```$", re.MULTILINE)
STUCK = DOCS / "teach" / "stuck.toml"


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
    total = f"Together {plan.minutes} minutes of {plan.limit} (estimated)."
    return "\n".join(["| at | what | minutes |", "|---|---|---|", *rows, "", total])


def minutes(_name):
    """Return the table of all chapters with their minutes."""
    rows = ["| chapter | talk | type | practise | cut first |", "|---|---|---|---|---|"]
    for chapter in course().values():
        each = " | ".join(str(chapter.minutes[kind]) for kind in KINDS)
        rows.append(f"| [{chapter.title}](../{chapter.page}) | {each} | {chapter.cut} |")
    return "\n".join(rows)


def points(_name):
    """Return the key points of all chapters, under a heading each."""
    lines = []
    for chapter in course().values():
        lines += [f"## [{chapter.title}](../{chapter.page})", ""]
        lines += [f"- {point}" for point in chapter.points] + [""]
    return "\n".join(lines)


def sheet(_name):
    """Return what a learner takes along: the questions and what they can do afterwards."""
    rows = ["| | the question | afterwards you can |", "|---|---|---|"]
    for chapter in course().values():
        questions, able = " ".join(chapter.questions), " ".join(chapter.objectives)
        rows.append(f"| {chapter.title} | {questions} | {able} |")
    return "\n".join(rows)


def stuck(_name):
    """Return where people get stuck, chapter by chapter: what they see, and what to do."""
    known, mistakes = course(), catalogue()
    lines = []
    for page, names in tomllib.loads(STUCK.read_text(encoding="utf-8")).items():
        lines += [f"## [{known[page].title}](../{page})", ""]
        for mistake in map(mistakes.get, names):
            lines.append(f"- **{escape(mistake.title.rstrip('.'))}.** {escape(mistake.fix)}")
        lines.append("")
    return "\n".join(lines)


BLOCKS = {block.__name__: block for block in (agenda, minutes, points, sheet, stuck)}


class _Teach(Preprocessor):
    def run(self, lines):
        def made(match):
            if match[1] not in BLOCKS:
                raise LessonError(f"teach: there is no block {match[1]}")
            return BLOCKS[match[1]](match[2])

        return BLOCK.sub(made, "\n".join(lines)).split("\n")


class TeachExtension(Extension):
    """Python-Markdown's way to add the preprocessor."""

    def extendMarkdown(self, md):
        """Add it to ``md``, a ``markdown.Markdown``."""
        md.preprocessors.register(_Teach(md), "teach", PRIORITY)


def makeExtension(**options):
    """Return the extension; Python-Markdown asks for this name."""
    return TeachExtension(**options)
