"""Plan and truth: when the room reached each checkpoint, and what that makes of the agenda."""

import math

from django.conf import settings

from workshop.room.board.frames import CHECKPOINTS
from workshop.room.board.models import Arrival, Learner

FACTS = settings.FACTS
PAGES = {one["name"]: one["page"] for one in FACTS["checkpoints"]}


def reached(people):
    """Return when half of ``people`` had reached each checkpoint: name to ``time()``, in order.

    A checkpoint that fewer have reached is not in it.
    """
    half = math.ceil(people / 2)
    times = {}
    for name, at in Arrival.objects.order_by("at").values_list("checkpoint", "at"):
        times.setdefault(name, []).append(at)
    return {
        name: times[name][half - 1]
        for name in CHECKPOINTS
        if people and len(times.get(name, ())) >= half
    }


def minutes(began):
    """Return the real minutes of each chapter that the room has gone through: page to minutes.

    A chapter begins where the one before it ended. What the agenda has between the two, such as a
    pause, is taken off as it was planned.
    """
    ends, real, before = {}, {}, began
    for name, at in reached(Learner.objects.count()).items():
        ends[PAGES[name]] = at
    between = _between()
    for page, at in ends.items():
        took = round((at - before) / 60) - between.get(page, 0)
        if took > 0:
            real[page] = took
        before = max(before, at)
    return real


def _between():
    """Return the minutes of other parts that the agenda has before each chapter."""
    left, waiting = {}, 0
    for part in FACTS["agenda"].get("parts", ()):
        if part["page"] in PAGES.values():
            left[part["page"]] = waiting
            waiting = 0
        else:
            waiting += part["minutes"]
    return left


def now(began, at, people):
    """Return how the room stands to the agenda: a dict for the teacher's page.

    ``behind``: whole minutes, less than 0 when the room is ahead; ``part``: what it does now;
    ``cut``: what to leave out so that the plan holds again.
    """
    parts = FACTS["agenda"].get("parts", [])
    done = {PAGES[name] for name in reached(people)}
    left = [part for part in parts if part["page"] in PAGES.values() and part["page"] not in done]
    gone = (at - began) / 60
    facts = {"title": FACTS["agenda"].get("title", ""), "gone": round(gone), "behind": 0}
    if not left:
        return facts | {"part": "", "cut": []}
    part = left[0]
    behind = 0
    if gone > part["start"] + part["minutes"]:
        behind = round(gone - part["start"] - part["minutes"])
    elif gone < part["start"]:
        behind = round(gone - part["start"])
    return facts | {"part": part["title"], "behind": behind, "cut": _cuts(left, behind)}


def _cuts(parts, behind):
    """Return the cuts of coming chapters, the largest first, until they save what is missing."""
    chosen, saved = [], 0
    for part in sorted(parts, key=lambda part: -part["cut"]["saves"]):
        if saved >= behind:
            break
        chosen.append(part["cut"] | {"title": part["title"]})
        saved += part["cut"]["saves"]
    return chosen
