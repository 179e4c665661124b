"""One measurement: people come, talk for a while, and everything is counted."""

import asyncio
import secrets
from dataclasses import dataclass
from time import perf_counter, process_time

from workshop.base.problems import Problem
from workshop.load.crowd import Crowd, allow_sockets
from workshop.load.tally import Tally, percentile
from workshop.serve.usage import usage

MOST_DELIVERIES = 10_000_000


@dataclass(frozen=True)
class Plan:
    """How many ``people`` in how many ``rooms``; each sends ``rate`` a second for ``seconds``."""

    people: int
    rooms: int = 1
    rate: float = 1.0
    seconds: float = 30.0

    @property
    def messages(self):
        """How many messages each person sends: at least one."""
        return max(1, round(self.rate * self.seconds))

    @property
    def deliveries(self):
        """How many deliveries that is in a group chat, if nothing is lost."""
        members = (len(range(room, self.people, self.rooms)) for room in range(self.rooms))
        return sum(count * count for count in members) * self.messages


@dataclass(frozen=True)
class Result:
    """What one measurement gave: times in seconds, ``memory`` in bytes, None where unknown."""

    plan: Plan
    tally: Tally
    failures: dict
    started: float
    took: float
    cpu: float | None
    memory: float | None
    own_cpu: float

    def latency(self, share):
        """Return the latency that ``share`` (0 to 1) of the deliveries do not exceed, or None."""
        return percentile(sorted(self.tally.latencies), share)

    @property
    def connected(self):
        """How many people had a socket."""
        return sum(self.tally.present)

    @property
    def cpu_per_delivery(self):
        """The server's processor time for one message to reach one member, or None."""
        return self.cpu / self.tally.deliveries if self.cpu and self.tally.deliveries else None


def measure(subject, plan, progress):
    """Measure once and return the ``Result``; ``progress`` is a ``report.Progress`` or alike.

    Raises ``Problem`` when the plan is too large, or when nobody can connect.
    """
    if plan.deliveries > MOST_DELIVERIES:
        raise Problem(
            f"That would be {plan.deliveries:,} deliveries; {MOST_DELIVERIES:,} are the most.\n"
            "Choose fewer --people, more --rooms, a lower --rate or fewer --seconds."
        )
    allow_sockets(plan.people)
    return asyncio.run(_measure(subject, plan, progress))


async def _measure(subject, plan, progress):
    token = f"load-{secrets.token_hex(4)}"
    tally = Tally(plan.people, plan.rooms, plan.messages, subject.group, token)
    before = usage(subject.pid)
    with progress.watching(plan, tally):
        async with Crowd(subject, tally) as crowd:
            if not any(tally.present):
                raise Problem(_nobody(subject, crowd.failures))
            there = usage(subject.pid)
            started, own = perf_counter(), process_time()
            progress.talking()
            talking = asyncio.create_task(crowd.talk(plan.rate, plan.seconds))
            try:
                while not talking.done():
                    progress.show()
                    await asyncio.wait([talking], timeout=0.2)
                talking.result()
            finally:
                # Ctrl+C comes in here: who still talks would be asked for sockets that are closed.
                talking.cancel()
                await asyncio.gather(talking, return_exceptions=True)
            took, own = perf_counter() - started, process_time() - own
            after = usage(subject.pid)
    known = before and there and after
    return Result(
        plan,
        tally,
        crowd.failures,
        started,
        took,
        after.cpu - there.cpu if known else None,
        max(0, there.memory - before.memory) / sum(tally.present) if known else None,
        own,
    )


def _nobody(subject, failures):
    reasons = ", ".join(f"{count} × {reason}" for reason, count in failures.items())
    trouble = subject.trouble()
    return (
        f"Nobody could connect to {subject.name} at {subject.path}: {reasons}.\n"
        + (f"{trouble}\n" if trouble else "")
        + "Open its page in a browser first: when the page says that it is connected, "
        "measure again."
    )
