"""All measurements in one go, as the data that the page is made of."""

import io
import json
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass

from workshop.load.once import Plan, measure
from workshop.load.report import Progress
from workshop.measure import bench, machine
from workshop.measure.bench import Size
from workshop.measure.served import Stage
from workshop.measure.variants import BASE, BY_ID, REDIS, VARIANTS
from workshop.redis import find_redis, redis_server

LONG = 1000


@dataclass(frozen=True)
class Scope:
    """How much is measured. ``variants`` are ids; ``big`` those that are asked in the last room.

    ``classes``: pairs of people and messages a second each, for ``seconds``, ``tries`` times.
    """

    sizes: tuple
    encoding: Size
    classes: tuple
    seconds: float
    tries: int
    idle: int
    variants: tuple = tuple(variant.id for variant in VARIANTS)
    big: tuple = ("sync", "async", "core", "pubsub", "top", "starlette", "websockets", "bare")
    idlers: tuple = ("async", "async-uvicorn", "starlette", "websockets", "bare")
    talkers: tuple = ("sync", "async", "top", "starlette")


FULL = Scope(
    sizes=(
        Size(2, 200, 9), Size(10, 60, 9), Size(50, 24, 11),
        Size(100, 12, 9), Size(300, 5, 7), Size(1000, 2, 5),
    ),
    encoding=Size(50, 24, 11),
    classes=((30, 1), (50, 1), (100, 0.2), (100, 1)),
    seconds=5,
    tries=3,
    idle=200,
)  # fmt: skip
QUICK = Scope(
    sizes=(Size(2, 5, 1), Size(4, 3, 1)),
    encoding=Size(3, 3, 1),
    classes=((3, 5),),
    seconds=0.4,
    tries=1,
    idle=10,
)


def everything(scope, say):
    """Return all figures as the dict that ``data.json`` holds; ``say(text)`` tells the progress.

    Without a Redis server its layers are left out. Raises ``Problem``.
    """
    before = machine.load()
    started = time.monotonic()
    with ExitStack() as stack:
        names = [name for name in scope.variants if find_redis() or name not in REDIS]
        folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        url = stack.enter_context(redis_server()) if set(names) & set(REDIS) else None
        stage = Stage(folder, url)
        subjects = {}
        for name in names:
            say(f"starting: {BY_ID[name].title}")
            subjects[name] = stack.enter_context(stage.serve(BY_ID[name]))
        idle = _idle(subjects, scope, say)
        rooms = {str(size.people): _room(subjects, scope, size, say) for size in scope.sizes}
        encoding = _encoding(subjects, scope, say)
        classes = _classes(subjects, scope, say)
    return {
        "machine": machine.described(before, machine.load(), time.monotonic() - started),
        "idle": idle,
        "rooms": rooms,
        "encoding": encoding,
        "classes": classes,
    }


def _chosen(subjects, names):
    return {name: subject for name, subject in subjects.items() if name in names}


def _idle(subjects, scope, say):
    """Measured first, when nothing that was freed can be used again."""
    say(f"{scope.idle} idle sockets")
    chosen = _chosen(subjects, scope.idlers).items()
    found = {name: bench.idle(subject, scope.idle) for name, subject in chosen}
    return {name: round(size) for name, size in found.items() if size is not None}


def _room(subjects, scope, size, say):
    largest = len(scope.sizes) > 2 and size == scope.sizes[-1]
    names = scope.big if largest else scope.variants
    costs = bench.room(_chosen(subjects, names), size, say)
    return {name: cost.as_data(costs.get(BASE)) for name, cost in costs.items()}


def _encoding(subjects, scope, say):
    """Return length of a message, in characters, to the cost of two rungs that differ in that."""
    chosen = _chosen(subjects, ("lean", "once"))
    found = {}
    for length in (scope.encoding.padding, LONG):
        size = Size(scope.encoding.people, scope.encoding.messages, scope.encoding.rounds, length)
        costs = bench.room(chosen, size, say) if chosen else {}
        base = costs.get("lean")
        found[str(length)] = {name: cost.as_data(base) for name, cost in costs.items()}
    return found


def _classes(subjects, scope, say):
    """Return a row for each class and variant: of several tries, the one that was disturbed least.

    Another program can only make a try worse. The tries of all variants take turns.
    """
    rows = []
    for people, rate in scope.classes:
        best = {}
        for number in range(scope.tries):
            for name, subject in _chosen(subjects, scope.talkers).items():
                say(f"{people} people, {rate:g} a second: {BY_ID[name].title}, try {number + 1}")
                plan = Plan(people, 1, rate, scope.seconds)
                result = measure(subject, plan, Progress(io.StringIO()))
                if name not in best or _badness(result) < _badness(best[name]):
                    best[name] = result
        rows += [_row(name, result) for name, result in best.items()]
    return rows


def _badness(result):
    return result.tally.lost, result.latency(0.99) or float("inf")


def _row(name, result):
    tally, plan = result.tally, result.plan
    return {
        "variant": name,
        "people": plan.people,
        "rate": plan.rate,
        "expected": tally.expected,
        "lost": tally.lost,
        "out_of_order": tally.out_of_order,
        "p50_ms": round((result.latency(0.5) or 0) * 1000, 1),
        "p99_ms": round((result.latency(0.99) or 0) * 1000, 1),
        "cpu": round(result.cpu / result.took, 3) if result.cpu is not None else None,
    }


def write(data, file):
    """Write the data to the path ``file``, as JSON that a difference can be read of."""
    file.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8", newline="\n")
