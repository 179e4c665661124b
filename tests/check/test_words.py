"""What a report says in words is so: of holes, places, quotations and errors that follow others."""

import pytest

from tests.support.lesson import LESSON
from workshop.check.ask.probe_list import SENTENCES, not_yet
from workshop.check.ask.reported import started
from workshop.check.ask.trial import Trial
from workshop.check.compare.compare_files import compare_files
from workshop.check.explain.edit_words import edit_text
from workshop.serve.probes import LONGEST, Observation, short

POINT = LESSON.checkpoint("2.4")
SETTINGS = "learning/settings.py"
CONSUMER = "chat/consumers.py"
GONE = """Exception inside application: Attempt to send on a closed protocol
Traceback (most recent call last):
  File "channels/consumer.py", line 58, in __call__
daphne.server.Disconnected: Attempt to send on a closed protocol
"""
OWN = """Exception inside application: it is no text
Traceback (most recent call last):
  File "live/consumers.py", line 31, in notification_new
TypeError: it is no text
"""


@pytest.mark.parametrize("claim", ["stranger", "foreign-page"])
def test_a_hole_that_is_open_is_not_told_as_a_wish(claim):
    opened = Observation(True, "a WebSocket", "the handshake was accepted")
    assert not_yet(claim, opened).endswith("gets no socket")
    assert not_yet(claim, Observation(False, "a WebSocket", "HTTP 403")) == SENTENCES[claim]
    assert not_yet("socket", Observation(False, "a WebSocket", "HTTP 404")) == SENTENCES["socket"]


@pytest.mark.parametrize("output", [OWN + GONE, GONE + OWN, GONE + OWN + GONE])
def test_an_error_beside_somebody_who_left_is_told(output):
    quiet = started(Trial(True, output))["quiet"]
    assert (quiet.held, quiet.happened) == (False, "TypeError: it is no text")


def test_somebody_who_left_is_no_error():
    assert started(Trial(True, GONE + GONE))["quiet"].held


def compared(path, old, new):
    """Return a file in which ``old`` became ``new``, and the one edit back to the lesson."""
    lesson = POINT.tree[path]
    assert old in lesson
    mine = lesson.replace(old, new)
    (edit,) = compare_files(path, mine, lesson)
    return mine, edit


def test_an_item_that_is_missing_is_shown_with_its_comma():
    line = "    'django.middleware.csrf.CsrfViewMiddleware',\n"
    mine, edit = compared(SETTINGS, line, "")
    assert f"      + {line.strip()}" in edit_text(edit, whole=mine).splitlines()


def test_what_is_missing_at_the_end_is_not_before_a_line_that_is_not_there():
    line = "ASGI_APPLICATION = 'learning.asgi.application'\n"
    lesson = POINT.tree[SETTINGS].replace(line, "") + line
    mine = lesson.removesuffix(line)
    (edit,) = compare_files(SETTINGS, mine, lesson)
    said = edit_text(edit, whole=mine)
    assert f"{SETTINGS}, at its end" in said and "before this line" not in said


def test_what_stands_in_another_place_is_not_shown_as_its_own_correction():
    mine, edit = compared(SETTINGS, "    'daphne',\n", "")
    mine = mine.replace("    'chat',\n", "    'chat',\n    'daphne',\n")
    (edit,) = compare_files(SETTINGS, mine, POINT.tree[SETTINGS])
    said = edit_text(edit, whole=mine)
    assert "This belongs to another place" in said and "You wrote" not in said


def test_of_a_method_that_is_indented_all_lines_move():
    method = POINT.tree[CONSUMER].partition("    def receive")[2]
    wrong = f"def receive{method}"
    mine, edit = compared(CONSUMER, f"    def receive{method}", wrong)
    assert "The lines that belong to it move along." in edit_text(edit, whole=mine)


def test_a_file_of_another_step_is_not_quoted():
    path = "chat/static/chat/transport.js"
    lesson = POINT.tree[path]
    mine = LESSON.checkpoint("1.3").tree[path]
    said = [edit_text(edit, whole=mine) for edit in compare_files(path, mine, lesson)]
    assert f"    {path} differs in many places. Copy it anew from the lesson." in said


def test_a_long_line_is_cut_with_a_sign():
    assert short("word " * LONGEST).endswith(" …") and len(short("word " * LONGEST)) <= LONGEST
    assert short("TypeError: no") == "TypeError: no"
