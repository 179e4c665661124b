"""How many people does this machine hold in one room? Raise the number until it does not."""

import sys
from dataclasses import dataclass

from workshop.load.measurement import MOST_DELIVERIES, Plan, measure
from workshop.load.summary import Progress, milliseconds

MOST = 1_000
FIRST = 10
LIMIT = 0.2
CLOSE_ENOUGH = 1.1


@dataclass(frozen=True)
class Found:
    """The largest number of people that was held, and the smallest that was not, or None."""

    held: int
    not_held: int | None
    rate: float


def holds(result):
    """Return whether all were connected, nothing was lost, and p99 is at most 200 ms."""
    late = result.latency(0.99)
    all_there = result.connected == result.plan.people and not result.tally.closed
    return all_there and not result.tally.lost and late is not None and late <= LIMIT


def search(subject, rate, seconds, most, once=measure):
    """Return the ``Found``: doubling from ten people on, then halving what is between.

    A number that is not held is tried once more: another program may have been in the way.
    """
    progress = Progress(sys.stderr)

    def held(people):
        plan = Plan(people, 1, rate, seconds)
        for _ in range(2):
            result = once(subject, plan, progress)
            good = holds(result)
            print(line(result, good), flush=True)
            if good:
                return True
        return False

    last, failed, people = 0, None, min(FIRST, most)
    while Plan(people, 1, rate, seconds).deliveries <= MOST_DELIVERIES:
        if not held(people):
            failed = people
            break
        last = people
        if people == most:
            break
        people = min(2 * people, most)
    while failed and failed > max(last + 1, last * CLOSE_ENOUGH):
        middle = (last + failed) // 2
        if held(middle):
            last = middle
        else:
            failed = middle
    return Found(last, failed, rate)


def line(result, good):
    """Return one trial as a line."""
    lost = f"{result.tally.lost:,} lost"
    late = milliseconds(result.latency(0.99))
    return f"  {result.plan.people:>5} people  p99 {late:>7}  {lost:>9}  {'yes' if good else 'no'}"


def answer(found):
    """Return the answer as a sentence."""
    pace = f"{found.rate:g} messages a second each, p99 up to {LIMIT * 1000:.0f} ms, nothing lost"
    about = f"\nThis machine holds about {found.held:,} people in one room"
    if found.held == 0:
        return f"\nThis machine does not hold {found.not_held} people in one room ({pace})."
    if found.not_held is None:
        return f"{about}, or more: no larger number was tried ({pace})."
    return f"{about} ({pace})."
