"""An exercise as a part of a page: the same texts as in the terminal, hints and solution folded."""

from html import escape

from markdown import markdown

from workshop.exercises.definitions import exercises
from workshop.exercises.terminal_words import COMMAND, start
from workshop.lesson import diff_html
from workshop.lesson.chapters import LessonError


def _folded(summary, html):
    return f"<details><summary>{escape(summary)}</summary>{html}</details>"


def _command(text):
    inside = f"<pre><code>{escape(text)}</code></pre>"
    return f'<div class="run"><div class="highlight command">{inside}</div></div>'


def _solution(exercise):
    before, after = exercise.start(), exercise.solved()
    blocks = (
        diff_html.block(before.get(path), text, path)
        for path, text in sorted(after.items())
        if before.get(path) != text
    )
    return f'<div class="change">{"".join(blocks)}</div>' + markdown(exercise.explained)


def block(name, lesson):
    """Return the exercise called ``name`` as HTML. Raises ``LessonError`` when there is none."""
    if name not in exercises():
        raise LessonError(f"there is no exercise {name}")
    one = exercises()[name]
    point = start(one, lesson)
    html = f'<p class="minutes">About {one.minutes} minutes, from checkpoint {point} on.</p>'
    html += markdown(one.task)
    html += '<p class="expected">You should see:</p>' + markdown(one.see)
    for number, hint in enumerate(one.hints, 1):
        html += _folded(f"Hint {number}", markdown(hint))
    html += _folded("A solution", _solution(one))
    html += _command(f"{COMMAND} {name} my-{name}")
    return f'<div class="exercise">{html}</div>'
