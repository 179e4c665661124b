"""The exercises in ``tasks``: a folder each, with its texts, its check, its answers.

``exercise.toml`` holds the texts, ``check.py`` the question to a running server, ``solution.diff``
the answer as a change to the step. ``right/`` holds other changes to the step that are right,
``wrong/`` changes to the solution that are not, each with a line ``says:`` above the change: a part
of what the check has to answer.
"""

import functools
import importlib
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from workshop.base.steps import STEPS
from workshop.lesson.changes import author
from workshop.lesson.generated import read_tree

FOLDER = Path(__file__).with_name("tasks")
HINTS = 3
FILE = re.compile(r"^--- .*\n\+\+\+ b/(.+)\n", re.MULTILINE)
HUNK = re.compile(r"^@@.*\n", re.MULTILINE)


class ExerciseError(Exception):
    """An exercise that cannot be read, or a change that cannot be made; the text names it."""


@dataclass(frozen=True)
class Exercise:
    """One exercise; texts are for people, in Markdown."""

    id: str
    title: str
    step: int
    """The step whose end it starts from."""
    minutes: int
    task: str
    see: str
    hints: tuple
    explained: str
    """Why the solution is as it is."""
    settings: dict = field(default_factory=dict)
    """What the copy that is asked has in its settings instead of the learner's own values."""

    @property
    def folder(self):
        """The folder (``Path``) that holds it."""
        return FOLDER / self.id

    def check(self, chat):
        """Ask a running server (``asking.Chat``). Raises ``asking.NotYet``."""
        importlib.import_module(f"workshop.exercises.tasks.{self.id}.check").check(chat)

    def start(self):
        """Return the tree (path to text) that it starts from."""
        return read_tree(STEPS[self.step])

    def solved(self):
        """Return the tree with the solution in it."""
        return apply(self.start(), self.folder / "solution.diff")

    def right(self):
        """Return other right answers: name to tree."""
        return {file.stem: apply(self.start(), file) for file in self._answers("right")}

    def wrong(self):
        """Return the known wrong answers: name to tree and a part of what the check says."""
        return {
            file.stem: (apply(self.solved(), file), _says(file)) for file in self._answers("wrong")
        }

    def _answers(self, kind):
        return sorted((self.folder / kind).glob("*.diff"))


def _text(file):
    return file.read_text(encoding="utf-8")


def _says(file):
    found = re.search(r"^says: (.+)$", _text(file).partition("--- ")[0], re.MULTILINE)
    if not found:
        raise ExerciseError(f"{file}: there is no line 'says:' above the change")
    return found[1]


def hunks(text):
    """Yield the path and the lines of each place that a unified diff changes, in its order.

    Line numbers behind ``@@`` are not looked at: the lines themselves say where.
    """
    _, *files = FILE.split(text)
    for path, body in zip(files[::2], files[1::2], strict=True):
        for hunk in HUNK.split(body)[1:]:
            yield path, hunk


def apply(tree, file):
    """Return a tree with the change in ``file`` made. Raises ``ExerciseError``."""
    made = dict(tree)
    found = list(hunks(_text(file)))
    if not found:
        raise ExerciseError(f"{file}: there is no change in it")
    for path, hunk in found:
        try:
            made[path] = author(made.get(path), hunk)
        except ValueError as reason:
            raise ExerciseError(f"{file}: {path}: {reason}:\n{hunk}") from None
    return made


def read(folder):
    """Return the ``Exercise`` in a folder. Raises ``ExerciseError``."""
    file = folder / "exercise.toml"
    try:
        data = tomllib.loads(_text(file))
        made = Exercise(id=folder.name, **{**data, "hints": tuple(data["hints"])})
    except (OSError, TypeError, KeyError, tomllib.TOMLDecodeError) as error:
        raise ExerciseError(f"{file}: {error}") from None
    if len(made.hints) != HINTS:
        raise ExerciseError(f"{file}: there are {len(made.hints)} hints, not {HINTS}")
    return made


@functools.cache
def exercises():
    """Return all exercises, by their ``id``: by step, the short ones first."""
    found = [read(file.parent) for file in FOLDER.glob("*/exercise.toml")]
    return {one.id: one for one in sorted(found, key=lambda one: (one.step, one.minutes, one.id))}
