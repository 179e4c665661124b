"""What Python writes into the chapters, in one place: ``page_words.toml``, or a translation's.

The environment variable ``WORKSHOP_TRANSLATION`` names a translation's folder.
"""

import functools
import os
import string
import tomllib
from pathlib import Path

from workshop.lesson.chapters import LessonError

NAME = "page_words.toml"
ENGLISH = Path(__file__).with_name(NAME)
VARIABLE = "WORKSHOP_TRANSLATION"


def folder():
    """Return the folder of the translation that is built (``Path``), or None for English."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else None


def _read(file):
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise LessonError(f"{file}: {error}") from None


def _flat(data, above=""):
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _holes(text):
    return {hole for _, hole, _, _ in string.Formatter().parse(text) if hole}


@functools.cache
def words(translation=None):
    """Return all words: key to text; a table's keys have a dot, such as ``claims.page``.

    ``translation`` is a folder. Raises ``LessonError`` where one of its keys is missing or unknown,
    or has other holes than the English text.
    """
    english = dict(_flat(_read(ENGLISH)))
    if translation is None:
        return english
    file = Path(translation) / NAME
    made = dict(_flat(_read(file)))
    if made.keys() != english.keys():
        wrong = ", ".join(sorted(made.keys() ^ english.keys()))
        raise LessonError(f"{file}: these keys stand in only one of the two languages: {wrong}")
    for key, text in made.items():
        if _holes(text) != _holes(english[key]):
            raise LessonError(f"{file}: {key} has other words in {{}} than the English text")
    return made


def say(key, **filled):
    """Return a text in the language that is built, its holes filled in."""
    return words(folder())[key].format(**filled)
