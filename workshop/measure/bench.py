"""Server CPU per delivery: small batches of messages, one variant after the other, many times.

A message is sent when the one before has reached everybody, so no server is ever overloaded and
a busy machine only makes it slower: processor time is the process's own.
"""

import asyncio
import secrets
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

from workshop.base.problems import Problem
from workshop.load.crowd import Crowd, allow_sockets
from workshop.load.tally import Tally, percentile
from workshop.serve.usage import usage

ROUND_SECONDS = 30
LOOK_SECONDS = 0.0005


@dataclass
class Costs:
    """What one variant cost in each round, seconds of processor time for one delivery."""

    rounds: list = field(default_factory=list)
    latencies: list = field(default_factory=list)

    def as_data(self, base=None):
        """Return the medians for ``data.json``: microseconds, milliseconds, ratio to ``base``.

        Ratios are taken round by round: a bad moment of the machine hits both.
        """
        micro = sorted(cost * 1e6 for cost in self.rounds)
        pairs = zip(self.rounds, base.rounds, strict=True) if base else ()
        ratios = [own / other for own, other in pairs]
        return {
            "ratio": round(median(ratios), 3) if ratios else None,
            "cpu_us": round(median(micro), 2),
            "least_us": round(micro[0], 2),
            "most_us": round(micro[-1], 2),
            "p50_ms": round(percentile(sorted(self.latencies), 0.5) * 1000, 2),
        }


@dataclass(frozen=True)
class Size:
    """A room of ``people``, ``messages`` in a batch, ``rounds`` batches for each variant."""

    people: int
    messages: int
    rounds: int

    @property
    def each(self):
        """How often each person speaks in all rounds together, the first included."""
        return -(-self.messages * (self.rounds + 1) // self.people)


def room(subjects, size, say=lambda text: None):
    """Return variant id to ``Costs`` for ``subjects``: id to ``Subject``, in a room of one size.

    Raises ``Problem`` when somebody cannot connect, or when a message does not arrive.
    """
    allow_sockets(size.people * len(subjects))
    return asyncio.run(_room(subjects, size, say))


async def _room(subjects, size, say):
    costs = {name: Costs() for name in subjects}
    say(f"room of {size.people:,}: {size.rounds} rounds of {size.messages} messages for each")
    async with AsyncExitStack() as stack:
        crowds = {}
        for name, subject in subjects.items():
            token = f"room-{secrets.token_hex(4)}"
            tally = Tally(size.people, 1, size.each, True, token)
            crowds[name] = await stack.enter_async_context(Crowd(subject, tally))
            if not all(tally.present):
                raise Problem(f"{subject.name}: not all could connect: {crowds[name].failures}")
        for number in range(size.rounds + 1):
            for name, crowd in crowds.items():
                cost = await _batch(crowd, size, number * size.messages)
                # The first round only warms up.
                if number:
                    costs[name].rounds.append(cost)
                    costs[name].latencies = list(crowd.tally.latencies)
    return costs


async def _batch(crowd, size, first):
    tally, pid = crowd.tally, crowd.subject.pid
    before, deliveries = usage(pid), tally.deliveries
    for number in range(first, first + size.messages):
        await crowd.say(number % size.people)
        end = perf_counter() + ROUND_SECONDS
        while tally.deliveries < (number + 1) * size.people:
            await asyncio.sleep(LOOK_SECONDS)
            if perf_counter() > end:
                raise Problem(f"{crowd.subject.name}: a message did not arrive at everybody.")
    after = usage(pid)
    if not (before and after):
        raise Problem(f"{crowd.subject.name}: its process is gone.")
    return (after.cpu - before.cpu) / (tally.deliveries - deliveries)


def idle(subject, people):
    """Return the bytes of memory that one idle socket takes at a server, or None."""
    allow_sockets(people)
    return asyncio.run(_idle(subject, people))


async def _idle(subject, people):
    # A few come and go first: what a server makes once is not counted.
    for count in (5, people):
        tally = Tally(count, 1, 1, True, f"idle-{secrets.token_hex(4)}")
        before = usage(subject.pid)
        async with Crowd(subject, tally):
            after = usage(subject.pid)
    return (after.memory - before.memory) / sum(tally.present) if before and after else None
