"""How much there is to read: from step to step, and in each file.

Beside each limit stands today's figure, so that whoever changes a step sees what it costs.
"""

import difflib

import pytest

from workshop.base.steps import STEPS
from workshop.lesson.generated import read_tree

# The two steps, the files left out, today's figure, the limit.
DIFFERENCES = [
    (1, 2, set(), 105, 110),
    # The asynchronous twin is not part of the way.
    (2, 3, {"chat/async_consumers.py"}, 156, 180),
]
# The lines of the longest version: today's figure and the limit. Generated files: see below.
FILES = {
    "chat/async_consumers.py": (41, 50),
    "chat/consumers.py": (42, 50),
    "chat/messages.py": (20, 25),
    "chat/rooms.py": (8, 10),
    "chat/routing.py": (8, 15),
    "chat/urls.py": (8, 15),
    "chat/views.py": (22, 25),
    "chat/static/chat/chat.css": (111, 120),
    "chat/static/chat/favicon.svg": (3, 5),
    "chat/static/chat/page.js": (27, 30),
    "chat/static/chat/transport.js": (48, 50),
    "chat/templates/chat/chat.html": (26, 30),
    "chat/templates/chat/index.html": (24, 30),
    "learning/asgi.py": (31, 35),
    "learning/settings.py": (142, 150),
    "learning/urls.py": (25, 30),
}


def changed_lines(before, after):
    """Return the number of lines added plus deleted between two dicts of path to text."""
    changed = 0
    for path in before.keys() | after.keys():
        texts = (tree.get(path, "").splitlines() for tree in (before, after))
        lines = list(difflib.unified_diff(*texts, n=0, lineterm=""))[2:]
        changed += sum(line.startswith(("+", "-")) for line in lines)
    return changed


def test_counting_changed_lines():
    before = {"same": "a\nb\n", "changed": "a\nb\n---\nc\n", "deleted": "a\n"}
    after = {"same": "a\nb\n", "changed": "a\nB\n+++\nc\n", "added": "a\nb\n"}
    assert changed_lines(before, after) == 2 + 2 + 1 + 2


@pytest.mark.parametrize(("first", "second", "left_out", "today", "limit"), DIFFERENCES)
def test_lines_changed_from_step_to_step(first, second, left_out, today, limit):
    after = read_tree(STEPS[second])
    after = {path: text for path, text in after.items() if path not in left_out}
    changed = changed_lines(read_tree(STEPS[first]), after)
    assert changed <= limit
    assert changed == today, "Write the new figure beside the limit."


def test_lines_of_each_file():
    lines = {}
    for step in STEPS.values():
        for path, text in read_tree(step).items():
            lines[path] = max(lines.get(path, 0), text.count("\n"))
    assert {path: count for path, count in lines.items() if path in FILES} == {
        path: today for path, (today, _) in FILES.items()
    }, "Write the new figures beside the limits."
    assert all(today <= limit for today, limit in FILES.values())
    # The rest is what Django writes: nothing of the lesson may hide there.
    assert lines.keys() - FILES.keys() == {
        "chat/__init__.py",
        "chat/apps.py",
        "learning/__init__.py",
        "learning/wsgi.py",
        "manage.py",
    }
