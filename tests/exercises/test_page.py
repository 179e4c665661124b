"""The page holds every exercise once, in the order of the list, under its own title."""

import re

from workshop.exercises.definitions import exercises
from workshop.lesson.chapters import DOCS
from workshop.pages import fences

HEADING = r'^### (.+) \{#(\w+)\}\n\n```exercise name="(\w+)"\n```$'


def test_every_exercise_stands_under_its_title():
    text = (DOCS / "exercises.md").read_text(encoding="utf-8")
    found = re.findall(HEADING, text, re.MULTILINE)
    assert found == [(one.title, one.id, one.id) for one in exercises().values()]
    assert text.count("```exercise") == len(found)


def test_hints_and_the_solution_are_folded():
    for name, one in exercises().items():
        html = fences.exercise(name)
        before = html.partition("<details>")[0]
        assert html.count("<details>") == len(one.hints) + 1
        assert html.count("<ins>") >= 1
        assert "Hint 1" not in before and "<ins>" not in before
