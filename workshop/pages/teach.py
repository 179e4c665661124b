"""For who teaches: the data at the head of each chapter, and the agendas that are made of it.

A chapter begins with YAML between two lines ``---``. Its key ``teach`` holds ``minutes`` (``talk``,
``type``, ``practise``: whole numbers, estimated), lists of sentences (``questions``, ``points``,
``objectives``) and ``cut``: ``what`` to leave out first, ``at`` which of the page's headings (its
anchor), and how many minutes that ``saves``. ``docs/teach/agendas.toml`` sums them up.
Where there is a ``docs/teach/minutes.toml``, the minutes of a real room take the estimates' place.
"""

import tomllib
from dataclasses import dataclass, replace

import yaml

from workshop.base.problems import Problem
from workshop.exercises.definitions import exercises
from workshop.lesson.chapters import DOCS, LessonError, chapters
from workshop.pages.handout import META

AGENDAS = DOCS / "teach" / "agendas.toml"
# What a room really took, as `board` writes it; it need not be there.
REAL = DOCS / "teach" / "minutes.toml"
KINDS = ("talk", "type", "practise")
SENTENCES = ("questions", "objectives", "points")
CUT = ("what", "at", "saves")


@dataclass(frozen=True)
class Chapter:
    """One page of the course, as somebody who teaches it sees it."""

    page: str
    """The path below ``docs/``."""
    title: str
    minutes: dict
    """``talk``, ``type`` and ``practise`` to whole minutes."""
    questions: tuple
    objectives: tuple
    points: tuple
    cut: dict
    """``what``, ``at`` and ``saves``."""
    real: bool = False
    """Whether the minutes are those of a room, and no estimate."""

    @property
    def total(self):
        """All of its minutes."""
        return sum(self.minutes.values())


@dataclass(frozen=True)
class Part:
    """A line of an agenda: a chapter, or something between two of them."""

    text: str
    """Markdown: what happens."""
    page: str
    """The chapter's path below ``docs/``, or empty."""
    minutes: int
    start: int
    """Minutes after the beginning."""


@dataclass(frozen=True)
class Agenda:
    """A plan for one session."""

    name: str
    title: str
    limit: int
    """The minutes that there are."""
    parts: tuple

    @property
    def minutes(self):
        """The minutes that the parts take together."""
        return sum(part.minutes for part in self.parts)

    @property
    def slack(self):
        """The minutes that stay free."""
        return self.limit - self.minutes

    @property
    def pages(self):
        """The chapters in it, as paths below ``docs/``."""
        return tuple(part.page for part in self.parts if part.page)


def read_chapter(file, docs=DOCS):
    """Return the ``Chapter`` in a file. Raises ``LessonError`` where something is missing."""
    page = file.relative_to(docs).as_posix()
    text = file.read_text(encoding="utf-8")
    head = META.match(text)
    data = (yaml.safe_load(head[0].strip().strip("-")) or {}) if head else {}
    found = data.get("teach", {})

    def wrong(what):
        return LessonError(f"docs/{page}:1: the key teach at its head {what}")

    if found.keys() != {"minutes", "cut", *SENTENCES}:
        raise wrong(f"needs minutes, {', '.join(SENTENCES)} and cut, nothing else")
    minutes = found["minutes"]
    if list(minutes) != list(KINDS) or not all(type(value) is int for value in minutes.values()):
        raise wrong(f"needs whole minutes: {', '.join(KINDS)}")
    for key in SENTENCES:
        if not found[key] or not all(isinstance(line, str) and line for line in found[key]):
            raise wrong(f"needs at least one sentence in {key}")
    cut = found["cut"]
    if not isinstance(cut, dict) or tuple(cut) != CUT or not cut["what"] or not cut["at"]:
        raise wrong(f"needs to say in cut what to cut first: {', '.join(CUT)}")
    if type(cut["saves"]) is not int or not 0 < cut["saves"] <= sum(minutes.values()):
        raise wrong("has a cut that saves more minutes than there are, or none")
    title = next(line[2:] for line in text.splitlines() if line.startswith("# "))
    lists = {key: tuple(found[key]) for key in SENTENCES}
    return Chapter(page, title, minutes, **lists, cut=cut)


def pages(docs=DOCS):
    """Return the pages of the course in reading order: paths below ``docs``.

    Besides the lesson's chapters there are two that hold nothing of the lesson: one before step 1,
    one behind step 2.
    """
    found = [file.relative_to(docs).as_posix() for file in chapters(docs)]
    found.insert(1, "http-and-websocket.md")
    last_step = next(n for n, page in enumerate(found) if page.startswith("step3/"))
    found.insert(last_step, "frames.md")
    return found


def course(docs=DOCS):
    """Return the course in reading order: a dict of page to ``Chapter``. Raises ``LessonError``."""
    found = {page: read_chapter(docs / page, docs) for page in pages(docs)}
    for page, took in real_minutes().items():
        if page not in found:
            raise LessonError(f"docs/teach/minutes.toml: there is no chapter {page}")
        found[page] = replace(found[page], minutes=shared(took, found[page].minutes), real=True)
    return found


def real_minutes(file=None):
    """Return what a room really took: page to whole minutes. Raises ``LessonError``."""
    file = file or REAL
    if not file.exists():
        return {}
    try:
        real = tomllib.loads(file.read_text(encoding="utf-8"))["minutes"]
    except (KeyError, tomllib.TOMLDecodeError) as error:
        raise LessonError(f"docs/teach/minutes.toml: {error}") from None
    if not all(type(took) is int and took > 0 for took in real.values()):
        raise LessonError("docs/teach/minutes.toml: minutes are whole, and more than 0")
    return real


def shared(total, estimated):
    """Return ``total`` minutes, shared out as the estimated ones are: a dict with the same keys."""
    whole, made, before = sum(estimated.values()), {}, 0
    for kind, minutes in estimated.items():
        # Rounding the running sum, not each: nothing is lost or gained.
        upto = before + minutes
        made[kind] = round(total * upto / whole) - round(total * before / whole)
        before = upto
    return made


def exercise_links(step):
    """Return Markdown, for a page in ``docs/teach/``: the exercises from the end of a step."""
    return ", ".join(
        f"[{one.id}](../exercises.md#{one.id})" for one in exercises().values() if one.step == step
    )


def agendas(file=AGENDAS):
    """Return the agendas: a dict of name to ``Agenda``. Raises ``LessonError``."""
    known = course()
    plans = {}
    for name, data in tomllib.loads(file.read_text(encoding="utf-8")).items():
        parts, start = [], 0
        for entry in data["parts"]:
            part = _part(name, entry, known, start)
            parts.append(part)
            start += part.minutes
        plans[name] = Agenda(name, data["title"], data["minutes"], tuple(parts))
    return plans


def _part(agenda, entry, known, start):
    # An entry is [page], [page, kind, ...] for some of its minutes, ["exercises STEP", minutes] or
    # [text, minutes].
    what, *rest = entry
    if what.startswith("exercises "):
        what = f"Exercises, at one's own pace: {exercise_links(int(what.split()[1]))}"
    if not what.endswith(".md"):
        return Part(what, "", int(rest[0]), start)
    if what not in known:
        raise LessonError(f"docs/teach/agendas.toml: {agenda}: there is no chapter {what}")
    chapter = known[what]
    minutes = sum(chapter.minutes[kind] for kind in rest or KINDS)
    only = f" ({', '.join(rest)} only)" if rest else ""
    return Part(f"[{chapter.title}](../{what}){only}", what, minutes, start)


def plain_agenda(name):
    """Return an agenda as a dict for JSON: ``title``, ``minutes`` and ``parts``.

    A part has ``title``, ``page`` (or ""), ``minutes``, ``start`` and the chapter's ``cut`` (or
    None). Raises ``Problem`` when there is no such agenda.
    """
    plans, known = agendas(), course()
    if name not in plans:
        raise Problem(f"There is no agenda {name}. There are {', '.join(plans)}.")
    plan = plans[name]
    parts = [
        {
            "title": known[part.page].title if part.page else part.text,
            "page": part.page,
            "minutes": part.minutes,
            "start": part.start,
            "cut": dict(known[part.page].cut) if part.page else None,
        }
        for part in plan.parts
    ]
    return {"title": plan.title, "minutes": plan.limit, "parts": parts}
