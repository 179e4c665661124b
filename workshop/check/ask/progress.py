"""How far a learner is, and what their project has to do there.

The words that each checkpoint brings into a project show which ones somebody has begun. Slips of
the keyboard count as the word: ``CHANNELS_LAYERS`` begins 3.2 as well.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from workshop.lesson import checkpoints
from workshop.serve.claims import CLAIMS

BEGUN = {
    "1.1": r"manage\.py",
    "1.2": r"chat/urls\.py chat\.urls",
    "1.3": "JsonResponse require_POST transport\\.js",
    "2.1": "ASGI_APPLICATION daphne",
    "2.2": "WebsocketConsumer websocket_urlpatterns ProtocolTypeRouter URLRouter",
    "2.3": "WebSocket data-socket",
    "2.4": "AllowedHostsOriginValidator OriginValidator",
    "3.1": "room_name is_room_name",
    "3.2": "CHANNEL_LAYERS group_add group_send InMemoryChannelLayer",
    "3.3": "login_required get_username LOGIN_URL",
    "3.4": "is_authenticated",
    "3.5": "read_message RecursionError",
    "3.6": "REDIS_URL RedisPubSubChannelLayer",
    "3.7": r"AsyncChatConsumer async_consumers async-chat",
}
# Nobody is blamed for these before they have begun them; later ones do not need them.
OPTIONAL = {"1.3", "3.3", "3.4", "3.5", "3.6", "3.7"}
# The checkpoint that brings a claim which somebody without it is not asked for.
BROUGHT_BY = {"name": "3.3", "stranger": "3.4", "bad-input": "3.5", "http-answer": "1.3"}
# What a project must not do. All other "no" claims tell where a lesson ends, not what is wrong.
MUST_NOT = {claim.id for claim in CLAIMS if claim.hole}
WORD = re.compile(r"[\w./-]+")
SLIP = 0.86
# Shorter lines stand anywhere.
LONG = 10


@dataclass(frozen=True)
class Goal:
    """Where a learner is going: checkpoint, and claim ``id`` to whether it has to hold there.

    ``brings`` maps each claim to the name of the checkpoint since which it is so.
    """

    checkpoint: object
    wanted: dict
    brings: dict
    begun: tuple


def begun(tree, generated):
    """Return the names of the checkpoints that a tree (path to text) has begun.

    What stands in ``generated`` already, as startproject wrote it, is nobody's slip.
    """
    words = set()
    for path, text in tree.items():
        words.update(WORD.findall(path) if path.endswith(".py") else ())
        if path.endswith((".py", ".js", ".html")):
            words.update(re.findall(r"[\w-]+", re.sub(r"^\s*#.*$", "", text, flags=re.M)))
    known = set(re.findall(r"[\w-]+", " ".join(generated.values())))
    long = [word for word in words - known if len(word) >= 8]
    found = []
    for name, marks in BEGUN.items():
        for mark in marks.split():
            plain = mark.replace("\\", "")
            slip = len(plain) >= 8 and get_close_matches(plain, long, 1, SLIP)
            if plain in words or slip or any(plain in path for path in tree):
                found.append(name)
                break
    if not {"2.1", "2.2"} & set(found):
        # A script of step 2 in a project of step 1 is a slip, no beginning.
        found = [name for name in found if name != "2.3"]
    return found


def begun_by_lines(tree, lesson):
    """Return the names of the checkpoints of whose new lines a tree has more than half.

    So nobody is sent back a checkpoint whose one word they have misspelled beyond recognition.
    """
    own = _lines(tree)
    found, known = [], set()
    for point in lesson.checkpoints:
        lines = _lines(point.tree)
        new = {(path, line) for path, line in lines - known if len(line) >= LONG}
        known |= lines
        if len(new) > 1 and len(new & own) > len(new) / 2:
            found.append(point.name)
    return found


def way(lesson, tree, limit=None):
    """Return the ``Lesson`` with the build that a tree (path to text) has begun, or ``lesson``.

    Begun is a build of whose new lines more than half are there, and the one called ``limit``.
    """
    for name, made in lesson.builds.items():
        if name == limit or name in begun_by_lines(tree, made):
            return made
    return lesson


def _lines(tree):
    return {(path, line.strip()) for path, text in tree.items() for line in text.splitlines()}


def goal(lesson, tree, limit=None):
    """Return the ``Goal`` of a project: the last checkpoint begun.

    Claims that a checkpoint after ``limit`` brings are left out.
    """
    names = [*begun(tree, lesson.checkpoints[0].tree), *begun_by_lines(tree, lesson)]
    points = lesson.checkpoints
    reached = [point for point in points if point.name in names] or points[:1]
    end = reached[-1]
    wanted, brings = {}, {}
    for point in points[: points.index(end) + 1]:
        if point.name in OPTIONAL and point.name not in names:
            continue
        for claim, held in checkpoints.promises(point).items():
            if BROUGHT_BY.get(claim) in OPTIONAL and BROUGHT_BY[claim] not in names:
                wanted.pop(claim, None)
                continue
            if wanted.get(claim) is not held:
                brings[claim] = point.name
            wanted[claim] = held
    socket = wanted.get("socket")
    order = [point.name for point in points]
    last = order.index(limit) if limit else len(order)
    wanted = {
        claim: held
        for claim, held in wanted.items()
        if order.index(brings[claim]) <= last
        and ((claim in MUST_NOT and not held and socket) or (claim not in MUST_NOT and held))
    }
    return Goal(end, wanted, brings, tuple(names))
