"""All measurements in one go, as the data that the page is made of."""

import io
import json
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass

from workshop.load.crowd import allow_sockets
from workshop.load.find import LIMIT
from workshop.load.measurement import Plan, measure
from workshop.load.summary import Progress
from workshop.measure import bench, machine
from workshop.measure.bench import Size
from workshop.measure.served import Stage
from workshop.measure.variants import BASE, BY_ID, REDIS, VARIANTS
from workshop.serve.redis_server import find_redis, redis_server

# Seconds. Above it, the server does not keep up at all.
HOPELESS = 5 * LIMIT


@dataclass(frozen=True)
class Scope:
    """How much is measured. ``variants`` are ids; ``big`` those that are asked in the last room.

    ``classes``: pairs of people and messages a second each, for ``seconds``, ``tries`` times.
    """

    sizes: tuple
    classes: tuple
    seconds: float
    tries: int
    idle: int
    variants: tuple = tuple(variant.id for variant in VARIANTS)
    big: tuple = ("sync", "async", "pubsub", "top", "starlette", "bare")
    idlers: tuple = ("async", "async-uvicorn", "starlette", "websockets", "bare")
    talkers: tuple = ("sync", "async", "top")


FULL = Scope(
    sizes=(
        Size(2, 100, 9), Size(10, 40, 9), Size(50, 24, 11),
        Size(100, 12, 7), Size(300, 5, 5), Size(1000, 2, 5),
    ),
    classes=((30, 1), (50, 1), (100, 1)),
    seconds=20,
    tries=3,
    idle=200,
)  # fmt: skip
QUICK = Scope(
    sizes=(Size(2, 5, 1), Size(4, 3, 1)),
    classes=((3, 5),),
    seconds=0.4,
    tries=1,
    idle=10,
)


def described(scope):
    """Return the ``Scope`` as ``data.json`` holds it: lists and dicts."""
    return json.loads(json.dumps(asdict(scope)))


def everything(scope, say):
    """Return all figures as the dict that ``data.json`` holds; ``say(text)`` tells the progress.

    Without a Redis server its layers are left out. Raises ``Problem``.
    """
    before = machine.load()
    # The servers inherit it, and nobody wants to hear of a limit after half of the time.
    allow_sockets(max(size.people * len(_names(scope, size)) for size in scope.sizes))
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
        classes = _classes(subjects, scope, say)
    return {
        "scope": described(scope),
        "machine": machine.described(before, machine.load(), time.monotonic() - started),
        "idle": idle,
        "rooms": rooms,
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


def _names(scope, size):
    largest = len(scope.sizes) > 2 and size == scope.sizes[-1]
    return scope.big if largest else scope.variants


def _room(subjects, scope, size, say):
    costs = bench.room(_chosen(subjects, _names(scope, size)), size, say)
    return {name: cost.as_data(costs.get(BASE)) for name, cost in costs.items()}


def _classes(subjects, scope, say):
    """Return a row for each class and variant; the tries of all variants take turns.

    Who was far from holding a class is not asked again: there the time only tells how long people
    went on writing.
    """
    rows = []
    for people, rate in scope.classes:
        tries = {name: [] for name in _chosen(subjects, scope.talkers)}
        for number in range(scope.tries):
            for name, before in tries.items():
                if before and _hopeless(before[0]):
                    continue
                say(f"{people} people, {rate:g} a second: {BY_ID[name].title}, try {number + 1}")
                plan = Plan(people, 1, rate, scope.seconds)
                before.append(measure(subjects[name], plan, Progress(io.StringIO())))
        rows += [_row(name, results) for name, results in tries.items()]
    return rows


def _late(result):
    return result.latency(0.99) or float("inf")


def _hopeless(result):
    return _late(result) > HOPELESS


def _row(name, results):
    """Return what is lost in the worst of the tries, and the times of the one in the middle."""
    middle = sorted(results, key=_late)[len(results) // 2]
    worst = max(results, key=lambda result: result.tally.lost)
    plan = middle.plan
    return {
        "variant": name,
        "people": plan.people,
        "rate": plan.rate,
        "expected": worst.tally.expected,
        "lost": worst.tally.lost,
        "out_of_order": max(result.tally.out_of_order for result in results),
        "p50_ms": _milliseconds(middle, 0.5),
        "p99_ms": _milliseconds(middle, 0.99),
        "tries_p99_ms": [_milliseconds(result, 0.99) for result in results],
        "cpu": round(middle.cpu / middle.took, 3) if middle.cpu is not None else None,
    }


def _milliseconds(result, share):
    return round((result.latency(share) or 0) * 1000, 1)


def write(data, file):
    """Write the data to the path ``file``, as JSON that a difference can be read of."""
    file.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8", newline="\n")
