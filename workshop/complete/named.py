"""What a name stands for: an exercise, a mistake, a page or a chapter; and what concerns it."""

from dataclasses import dataclass
from difflib import get_close_matches

from workshop.base.problems import Problem
from workshop.base.steps import ROOT
from workshop.check.explain import catalogue
from workshop.complete import chapter_rules, exercise_rules, mistake_rules, page_rules
from workshop.exercises import definitions
from workshop.lesson.chapters import DOCS
from workshop.pages import teach

EXERCISE, MISTAKE, PAGE, CHAPTER = "exercise", "mistake", "page", "chapter"
# The tests that a change of it concerns.
TESTS = {
    EXERCISE: "tests/exercises tests/complete",
    MISTAKE: "tests/check tests/complete",
    PAGE: "tests/pages tests/complete",
    CHAPTER: "tests/pages tests/lesson tests/complete",
}


@dataclass(frozen=True)
class Named:
    """One thing to ask about. ``name``: a folder's, an entry's, or a page's path below docs/."""

    kind: str
    name: str

    def __str__(self):
        return f"{self.kind} {self.name}"

    def lacking(self):
        """Return what it lacks, a list of ``Lack``: what can be seen without running anything."""
        if self.kind == EXERCISE:
            return exercise_rules.lacking(self.name)
        if self.kind == MISTAKE:
            return mistake_rules.lacking(self.name)
        found = page_rules.lacking(self.name)
        return found + chapter_rules.lacking(self.name) if self.kind == CHAPTER else found


def everything():
    """Return all that there is, a list of ``Named``."""
    tasks = (path for path in definitions.FOLDER.iterdir() if path.name != "__pycache__")
    found = [Named(EXERCISE, path.name) for path in sorted(tasks) if path.is_dir()]
    entries = sorted(catalogue.FOLDER.glob("*.toml"))
    found += [Named(MISTAKE, path.stem) for path in entries]
    chapters = teach.pages()
    pages = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
    return found + [Named(CHAPTER if page in chapters else PAGE, page) for page in pages]


def find(words):
    """Return the ``Named`` that a person means. Raises ``Problem``.

    ``words``: a name, or the path of its folder or file.
    """
    there = everything()
    asked = words.replace("\\", "/").removeprefix("./").rstrip("/")
    tasks, entries = (folder.relative_to(ROOT).as_posix() for folder in _folders())
    for prefix in (f"{tasks}/", f"{entries}/", "docs/"):
        asked = asked.removeprefix(prefix)
    for one in there:
        if asked in (one.name, f"{one.name}.toml") or f"{asked}.md" == one.name:
            return one
    names = [one.name for one in there]
    near = get_close_matches(asked, names, 3)
    raise Problem(
        f"There is no exercise, mistake or page called {asked}."
        + (f" Did you mean {' or '.join(near)}?" if near else "")
        + f"\nTo begin one, make {tasks}/{asked}/exercise.toml, {entries}/{asked}.toml or "
        f"docs/{asked.removesuffix('.md')}.md. CONTRIBUTING.md says what goes into it."
    )


def _folders():
    return definitions.FOLDER, catalogue.FOLDER
