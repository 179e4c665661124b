"""No time-out of ours is kept as if it were what a mistake looks like."""

import json

import pytest

from tests.support.lesson import LESSON
from workshop.check.ask.trial import SLOW, OutOfTime
from workshop.check.explain.catalogue import catalogue
from workshop.recordings import symptoms
from workshop.serve.probes import Observation

MISTAKE = catalogue()["receive-returns"]
WELL = (None, None, "")
LATE = SLOW.format(8)
NOT_READY = ("starts", Observation(False, "python manage.py runserver", LATE), LATE)
NOTHING_SEEN = ("socket", None, "")
NO_ANSWER = ("sender-hears", Observation(False, "a message", "no message within 6 s"), "")


def looks(made, without):
    """Return a look that sees ``made`` of the mistake and ``without`` of the checkpoint itself."""
    tree = LESSON.checkpoint(MISTAKE.at).tree
    return lambda seen, lesson: without if seen == tree else made


def out_of_time(tree, lesson):
    raise OutOfTime


@pytest.mark.parametrize(
    ("look", "says"),
    [
        (looks(NOT_READY, WELL), "the server did not get ready in time"),
        (looks(NOTHING_SEEN, WELL), "was not asked"),
        (looks(NO_ANSWER, NO_ANSWER), f"checkpoint {MISTAKE.at} fails without the mistake, too"),
        (looks(NO_ANSWER, NOT_READY), f"checkpoint {MISTAKE.at} fails without the mistake, too"),
        (out_of_time, "there was no time left to look"),
    ],
)
def test_what_may_be_a_time_out_of_ours_is_no_symptom(look, says):
    with pytest.raises(symptoms.TooSlow, match=says) as raised:
        symptoms.symptoms(MISTAKE, LESSON, look)
    assert str(raised.value).startswith(f"{MISTAKE.id}: this machine was too slow: ")
    assert "Nothing of it was kept." in str(raised.value)


def test_silence_is_a_symptom_where_the_checkpoint_is_not_silent():
    found = symptoms.symptoms(MISTAKE, LESSON, looks(NO_ANSWER, WELL))
    assert (found["claim"], found["happened"]) == ("sender-hears", "no message within 6 s")


def test_what_was_recorded_stays_where_the_machine_is_too_slow(tmp_path, monkeypatch):
    earlier = symptoms.recorded()
    monkeypatch.setattr(symptoms, "FILE", tmp_path / "mistakes.json")
    symptoms.keep(earlier)
    said = []
    made = symptoms.record(LESSON, False, said.append, [MISTAKE.id], looks(NOT_READY, WELL))
    assert made == [MISTAKE.id]
    assert len(said) == 1 and f"record --mistake {MISTAKE.id}" in said[0]
    assert json.loads(symptoms.FILE.read_text(encoding="utf-8"))["mistakes"] == earlier
