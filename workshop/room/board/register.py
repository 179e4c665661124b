"""What happens to the people on the board: they join, move on, raise a hand, leave."""

import time

from django.db import transaction

from workshop.room.board.frames import CHECKPOINTS
from workshop.room.board.models import Arrival, Learner, Session

MOST_LEARNERS = 200


def session():
    """Return the board's one ``Session``."""
    return Session.objects.get()


def join(token, name, channel):
    """Return the ``Learner`` with this token, new or come back.

    Two people of one name are told apart by a number. Raises ``ValueError`` when the board is full.
    """
    learner = Learner.objects.filter(token=token).first()
    if learner is None:
        if Learner.objects.count() >= MOST_LEARNERS:
            raise ValueError(f"The board is full: {MOST_LEARNERS} people are on it.")
        learner = Learner(token=token, moved=time.time())
    taken = set(Learner.objects.exclude(token=token).values_list("name", flat=True))
    numbered = (f"{name} ({number})" for number in range(2, MOST_LEARNERS + 2))
    learner.name = next(one for one in (name, *numbered) if one not in taken)
    learner.channel = channel
    learner.save()
    return learner


@transaction.atomic
def move(learner, reached, mistake, since, checking):
    """Keep what a check found: the last checkpoint, the mistake and its age in seconds."""
    now = time.time()
    if reached != learner.checkpoint:
        learner.moved = now
    learner.checkpoint = reached
    learner.mistake = mistake
    learner.mistake_since = now - since if mistake else None
    learner.checking = checking
    learner.save()
    names = CHECKPOINTS[: CHECKPOINTS.index(reached) + 1] if reached else []
    Arrival.objects.bulk_create(
        [Arrival(learner=learner, checkpoint=name, at=now) for name in names],
        ignore_conflicts=True,
    )


def raise_hand(learner, up):
    """Put the hand up, or down; one that is up already keeps its time."""
    learner.hand = (learner.hand or time.time()) if up else None
    learner.save()


def lower_hand(number):
    """Put down the hand of the learner with this number; return their channel, or ""."""
    learner = Learner.objects.filter(pk=number).first()
    if learner is None:
        return ""
    raise_hand(learner, False)
    return learner.channel


def away(learner, channel):
    """Note that a connection has ended, unless another one has taken its place."""
    Learner.objects.filter(pk=learner.pk, channel=channel).update(channel="", checking=False)


def here(learner, channel):
    """Note that another connection of somebody who seems to be away is still open."""
    Learner.objects.filter(pk=learner.pk, channel="").update(channel=channel)


def leave(learner):
    """Forget somebody who wants to leave."""
    Learner.objects.filter(pk=learner.pk).delete()


def found(learner, hunt, seconds, help_level):
    """Keep that somebody found the mistake of a hunt, the first time they did."""
    if learner.hunt != hunt or learner.hunt_seconds is None:
        learner.hunt, learner.hunt_seconds, learner.hunt_help = hunt, seconds, help_level
        learner.save()
