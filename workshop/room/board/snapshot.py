"""What the board's pages show: pictures of the room that can be sent as JSON."""

import time
from collections import Counter

from django.conf import settings

from workshop.room.board import plan
from workshop.room.board.frames import CHECKPOINTS
from workshop.room.board.models import Learner
from workshop.room.board.register import session

FACTS = settings.FACTS
MOST_COMMON = 5


def for_the_room():
    """Return what everybody may see: how many are where, what is said, who won; no other names."""
    learners, now = list(Learner.objects.all()), session()
    at = Counter(learner.checkpoint for learner in learners)
    return {
        "people": len(learners),
        "start": at[""],
        "counts": [[name, at[name]] for name in CHECKPOINTS],
        "hands": sum(learner.hand is not None for learner in learners),
        "said": now.said,
        "hunts": _hunts(learners, now.race),
    }


def _hunts(learners, with_names):
    """Return each hunt's number of finders, and their names in order where these are shown."""
    finders = [one for one in learners if one.hunt_seconds is not None]
    hunts = {}
    for one in sorted(finders, key=lambda one: (one.hunt_seconds, one.name)):
        name = one.name if with_names else ""
        hunts.setdefault(one.hunt, []).append([name, one.hunt_seconds, one.hunt_help])
    return [
        {"hunt": hunt, "found": len(order), "order": order if with_names else []}
        for hunt, order in sorted(hunts.items())
    ]


def for_the_teacher():
    """Return all: who is where for how long, what is wrong with whom, and how late it is."""
    learners, now = list(Learner.objects.order_by("name")), time.time()
    state = session()
    return {
        "room": for_the_room(),
        "race": state.race,
        "learners": [_row(learner, now) for learner in learners],
        "mistakes": _mistakes(learners),
        "plan": plan.now(state.began, now, len(learners)),
    }


def _row(learner, now):
    return {
        "number": learner.pk,
        "name": learner.name,
        "here": bool(learner.channel),
        "checking": learner.checking,
        "checkpoint": learner.checkpoint,
        "still": round(now - learner.moved),
        "mistake": learner.mistake,
        "title": _told(learner.mistake)["title"],
        "since": None if learner.mistake_since is None else round(now - learner.mistake_since),
        "hand": None if learner.hand is None else round(now - learner.hand),
    }


def _mistakes(learners):
    """Return the mistakes that most people have now, each with what to say and where to read."""
    # While a check goes on, the mistake is a guess.
    have = Counter(one.mistake for one in learners if one.mistake and not one.checking)
    often = sorted(have.items(), key=lambda item: (-item[1], item[0]))[:MOST_COMMON]
    return [{"id": one, "count": count, **_told(one)} for one, count in often]


def _told(mistake):
    return FACTS["mistakes"].get(mistake) or {"title": mistake, "say": "", "page": ""}
