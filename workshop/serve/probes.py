"""One bounded question to a running server for each claim of ``workshop.serve.claims``.

``PROBES[claim.id](target)``, given a ``serve.target.Target``, returns an ``Observation`` and
never raises for what the server does. A probe waits at most a few times ``target.seconds``,
keeps nothing between calls and may run beside others: each makes up its own room and messages.
"""

import json
import time
import uuid
from dataclasses import dataclass

from workshop.serve.client import request

FOREIGN = "http://foreign.example"
MOST_FRAMES = 1000
LONGEST, CUT = 200, " …"
NO_PROSE = set("{}[]<>")


@dataclass(frozen=True)
class Observation:
    """What one probe saw: whether it held, what was tried, what happened, frames received."""

    held: bool
    tried: str
    happened: str
    frames: tuple = ()


def short(text):
    """Return a line that somebody else wrote as far as it fits into a report, cut with a sign."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - len(CUT)]}{CUT}"


def read(frame):
    """Return the message of a frame and the whole JSON object, ({} if it is none)."""
    try:
        data = json.loads(frame)
    except (TypeError, ValueError, RecursionError):
        return frame, {}
    if not isinstance(data, dict):
        return frame, {}
    return data.get("message"), data


def says(frame, text, word_for_word=True):
    """Return whether a frame carries the message ``text``, as it is or within more words."""
    message = read(frame)[0]
    if message == text or word_for_word or not isinstance(message, str):
        return message == text
    # Shouted back, or with its number: but no dictionary that was turned into a text.
    return text.casefold() in message.casefold() and not NO_PROSE & set(message)


def collect(listener, text, seconds, word_for_word=True):
    """Return the frames that ``listener`` gets, the one that ``says`` the text the last."""
    frames, deadline = [], time.monotonic() + seconds
    while len(frames) < MOST_FRAMES:
        frame = listener.receive(max(0, deadline - time.monotonic()))
        if frame is None:
            break
        frames.append(frame)
        if says(frame, text, word_for_word):
            break
    return frames


def _collect(target, listener, text):
    return collect(listener, text, target.seconds, target.word_for_word)


def word():
    """Return a word that nobody has said before."""
    return f"w{uuid.uuid4().hex[:12]}"


def _has(target, frames, text):
    return any(says(frame, text, target.word_for_word) for frame in frames)


def _page(target):
    for page in target.pages:
        path = page.replace("{room}", word())
        reply = request(
            target.port, path, cookies=target.people[0], host=target.host, seconds=target.seconds
        )
        if reply.status != 200 or reply.kind != "text/html":
            return Observation(False, f"GET {path}", f"{reply.happened} {reply.kind}".strip())
    return Observation(True, "GET " + " and ".join(target.pages), "HTTP 200 text/html")


def post(target, text):
    """Send a message over HTTP, as step 1's page does; return the ``Reply``."""
    options = {"host": target.host, "seconds": target.seconds}
    page = request(target.port, target.pages[0], cookies=target.people[0], **options)
    cookies = {**target.people[0], **page.cookies}
    token = cookies.get("csrftoken", "")
    form = {"message": text, "csrfmiddlewaretoken": token}
    return request(target.port, target.echo, form=form, cookies=cookies, **options)


def _http_answer(target):
    text = word()
    reply = post(target, text)
    held = reply.status == 200 and says(reply.body, text, target.word_for_word)
    happened = f"{reply.happened} {reply.kind}".strip()
    return Observation(held, f"POST {target.echo}", happened, (reply.body[:200],))


def _accepted(target, tried="a WebSocket", **options):
    room = word()
    asked = target.socket.replace("{room}", room)
    with target.open(room, **options) as socket:
        return Observation(socket.opened, f"{tried} to {asked}", socket.happened)


def _stays_open(target):
    tried = "two messages over one connection, a Ping after each"
    with target.open(word()) as socket:
        frames = []
        for text in (word(), word()):
            socket.send(target.frame(text))
            frames += _collect(target, socket, text)
            if not socket.answers_ping():
                return Observation(False, tried, socket.happened, tuple(frames))
        return Observation(True, tried, "the connection is open", tuple(frames))


def _sender_hears(target):
    if target.over == "http":
        return _http_answer(target)
    text = word()
    with target.open(word()) as socket:
        socket.send(target.frame(text))
        frames = _collect(target, socket, text)
        happened = "the message came back" if _has(target, frames, text) else socket.happened
        if frames and not _has(target, frames, text) and socket.code is None:
            happened = _answer(target, socket, text)
        return Observation(_has(target, frames, text), "a message", happened, tuple(frames))


def _answer(target, socket, text):
    """Return in words what comes back when something else than the message came, and not yet it.

    Only what comes again is an answer: who is here, for example, is told to everybody who comes.
    """
    again = word()
    socket.send(target.frame(again))
    frame = socket.receive()
    if frame is None:
        return socket.happened
    if any(says(frame, said, target.word_for_word) for said in (text, again)):
        return f"the message did not come back within {target.seconds:g} s"
    return f"something else came back: {str(frame)[:80]}"


def _two(target, other_room=False, **options):
    """Return what a second person gets of the first one's message, and the message.

    The second person then sends a message of their own. What was on its way to them arrives
    before its answer, so that silence is told apart from slowness without a long wait.
    """
    room, said, own = word(), word(), word()
    with (
        target.open(room) as sender,
        target.open(word() if other_room else room, person=1, **options) as listener,
    ):
        for socket in (sender, listener):
            if not socket.opened:
                return Observation(False, "two sockets", socket.happened), said
        sender.send(target.frame(said))
        echoed = _has(target, _collect(target, sender, said), said)
        listener.send(target.frame(own))
        frames = tuple(_collect(target, listener, own))
        heard, alive = _has(target, frames, said), echoed and _has(target, frames, own)
        if heard:
            # Nobody leaves while a message is on its way to them: Channels trips over that.
            _collect(target, sender, own)
        tried = "a message, while another socket listens" + " in another room" * other_room
        happened = "the other heard it" if heard else "the other heard only its own message"
        if not heard and not _has(target, frames, own):
            happened = "the other did not hear it"
        if not alive:
            happened += f"; not everybody heard their own: {sender.happened}, {listener.happened}"
        return Observation(alive and heard != other_room, tried, happened, frames), said


def _others_hear(target, **options):
    return _two(target, **options)[0]


def _rooms_apart(target):
    return _two(target, other_room=True)[0]


def _name_with(frames):
    names = [read(frame)[1].get("username") for frame in frames]
    return next((name for name in names if isinstance(name, str) and name), None)


def _name(target):
    seen = _sender_hears(target)
    name = _name_with(seen.frames)
    if name is None:
        return Observation(False, seen.tried, f"no name; {seen.happened}", seen.frames)
    # The other one has to be told this name, and not their own.
    heard, said = _two(target)
    other = _name_with(frame for frame in heard.frames if says(frame, said, False))
    if heard.held and other != name:
        happened = f"the sender saw the name {name!r}, somebody else saw {other!r}"
        return Observation(False, heard.tried, happened, heard.frames)
    return Observation(True, seen.tried, f"the name {name!r} came with it", seen.frames)


def _stranger(target):
    tried = f"a WebSocket without signing in to {target.socket}"
    with target.open(word(), cookies={}) as socket:
        # Who is let in only to be told why they have to go has no socket.
        return Observation(socket.opened and socket.answers_ping(), tried, socket.happened)


def _foreign_page(target):
    return _accepted(target, f"a WebSocket with the Origin {FOREIGN}", origin=FOREIGN)


def _second_process(target):
    if target.second_port is None:
        return Observation(False, "nothing", "no second process was given")
    return _others_hear(target, port=target.second_port)


PROBES = {
    "page": _page,
    "http-answer": _http_answer,
    "socket": _accepted,
    "stays-open": _stays_open,
    "sender-hears": _sender_hears,
    "others-hear": _others_hear,
    "rooms-apart": _rooms_apart,
    "name": _name,
    "stranger": _stranger,
    "foreign-page": _foreign_page,
    "second-process": _second_process,
}
