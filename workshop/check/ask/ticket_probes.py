"""Questions about the build A separate front end: each is a probe, bounded in time."""

import json
import re
from dataclasses import replace

from workshop.serve.client import request
from workshop.serve.people import PASSWORD, PEOPLE
from workshop.serve.probes import FOREIGN, Observation, collect, read, says, word

ENTER = "/chat/enter/"
# As browsers write it: without a slash at the end.
ORIGIN = re.compile(r"\*|https?://[^/]+")
OWN_CODES = range(4000, 5000)
FOREIGN_PAGE = {"cookies": {}, "origin": FOREIGN}


def ticket(target):
    """Does a ticket let its owner in, with a page of another origin, and only once?"""
    tried = f"POST {ENTER} with a name and a password"
    reply = request(
        target.port,
        ENTER,
        form={"username": PEOPLE[0], "password": PASSWORD},
        host=target.host,
        seconds=target.seconds,
    )
    made = _made(reply)
    if not made:
        happened = f"no ticket came: {reply.happened} {reply.kind}".strip()
        return Observation(False, tried, happened)
    if not ORIGIN.fullmatch(reply.allows):
        happened = f"Access-Control-Allow-Origin was {reply.allows!r}"
        return Observation(False, tried, happened)
    room, text, tried = word(), word(), "a socket with a ticket, without a cookie"
    to = replace(target, socket=f"{target.socket}?ticket={made}")
    with to.open(room, **FOREIGN_PAGE) as socket:
        socket.send(target.frame(text))
        frames = collect(socket, text, target.seconds, target.word_for_word)
        if not frames or not says(frames[-1], text, target.word_for_word):
            return Observation(False, tried, socket.happened, tuple(frames))
    name = read(frames[-1])[1].get("username")
    if name != PEOPLE[0]:
        return Observation(False, tried, f"the name was {name!r}", tuple(frames))
    with to.open(room, **FOREIGN_PAGE) as again:
        # One that was let in only to be told is closed, sooner or later.
        again.send(target.frame(text))
        if collect(again, text, target.seconds, target.word_for_word):
            return Observation(False, "two sockets with one ticket", "both stayed open")
    return Observation(True, tried, "it was let in, once", tuple(frames))


def told(target):
    """Does a page learn by a code of its own that its ticket is not good?"""
    tried = "a socket with a ticket that nobody has made"
    to = replace(target, socket=f"{target.socket}?ticket={word()}")
    with to.open(word(), **FOREIGN_PAGE) as socket:
        socket.receive()
        return Observation(socket.code in OWN_CODES, tried, socket.happened)


def _made(reply):
    try:
        made = json.loads(reply.body)["ticket"]
    except (ValueError, KeyError, TypeError):
        return ""
    return made if isinstance(made, str) else ""


ASKS = {"ticket": ticket, "ticket-told": told}
