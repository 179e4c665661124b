"""What is missing, as sentences for the person who writes something new."""

import functools
import re
import tomllib
from dataclasses import dataclass

from workshop.base.steps import ROOT
from workshop.lesson import changes
from workshop.lesson.chapters import LessonError

RECORD = "python -m workshop record"
# An error of the lesson begins so: docs/step1/1-project.md:12:
PLACE = re.compile(r"(docs/\S+\.md):(\d+): (.*)", re.S)


@dataclass(frozen=True)
class Lack:
    """One thing that is missing or wrong, in one file."""

    file: str
    """The path below the repository's folder, with ``/``."""
    what: str
    """What is the matter and what to write, in a sentence or two."""
    then: str = ""
    """The command that mends it, where there is one."""


def below(path):
    """Return a ``Path`` as the text that a ``Lack`` has for it."""
    return path.relative_to(ROOT).as_posix()


def toml(file):
    """Return what a file in TOML holds, a dict, and a list of ``Lack``: one of the two is empty."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8")), []
    except FileNotFoundError:
        return {}, [Lack(below(file), "This file is missing.")]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [Lack(below(file), f"This is no TOML: {error}.")]


def fields(file, data, needed, more=()):
    """Yield a ``Lack`` for each key of ``needed`` (key to meaning) without a value in ``data``.

    And for each key that is neither there nor in ``more``. A text of spaces is no value.
    """
    for key, meaning in needed.items():
        value = data.get(key)
        empty = not value.strip() if isinstance(value, str) else value in (None, [], 0)
        if empty:
            yield Lack(below(file), f"There is no {key}: {meaning}.")
    for key in data.keys() - needed.keys() - set(more):
        yield Lack(below(file), f"Nothing reads {key}. The keys are {', '.join([*needed, *more])}.")


def of_lesson(error, file):
    """Return a ``LessonError`` as a ``Lack``: in the file that it names, or else in ``file``."""
    place = PLACE.match(str(error))
    return Lack(place[1], f"Line {place[2]}: {place[3]}") if place else Lack(file, str(error))


def read_lesson(file):
    """Return the ``Lesson``, and a list of ``Lack``: one, and an empty lesson, if it is broken."""
    lesson, error = _read()
    return lesson, [of_lesson(error, file)] if error else []


@functools.cache
def _read():
    try:
        return changes.read(), None
    except LessonError as error:
        return changes.Lesson(), error
