"""The page holds every exercise once, under its own title."""

import re

from workshop.complete.exercise_rules import HEADING, PAGE
from workshop.exercises.definitions import exercises
from workshop.pages import fences


def test_every_exercise_stands_under_its_title_once():
    text = PAGE.read_text(encoding="utf-8")
    found = [name for _, _, name in re.findall(HEADING, text, re.MULTILINE)]
    assert found == list(exercises())
    assert text.count("```exercise") == len(found)


def test_hints_and_the_solution_are_folded():
    for name, one in exercises().items():
        html = fences.exercise(name)
        before = html.partition("<details>")[0]
        assert html.count("<details>") == len(one.hints) + 1
        assert html.count("<ins>") >= 1
        assert "Hint 1" not in before and "<ins>" not in before
