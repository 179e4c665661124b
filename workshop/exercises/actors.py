"""How an exercise's check speaks with a running copy: people who connect, write and listen."""

import json
import time
from dataclasses import dataclass

from workshop.serve.client import request
from workshop.serve.people import PEOPLE
from workshop.serve.probes import MOST_FRAMES, post, read, word
from workshop.serve.target import target


class NotYet(Exception):
    """Something is not as the task has it.

    ``means``: what is the matter, in a sentence or two; ``tried`` and ``happened``: what was seen.
    """

    def __init__(self, means, tried="", happened=""):
        super().__init__(means)
        self.means, self.tried, self.happened = means, tried, happened


class NotThere(NotYet):
    """The project is not the chat that the exercise starts from."""


def expect(held, means, tried, happened):
    """Raise ``NotYet`` unless ``held``."""
    if not held:
        raise NotYet(means, tried, happened)


@dataclass(frozen=True)
class Chat:
    """A running copy. ``cookies``: of ada, grace and alan; ``began``: before it was started."""

    step: int
    port: int
    cookies: tuple
    seconds: float
    began: float
    """Seconds since 1970."""
    room: str
    """Where people meet if nothing else is said."""

    def _target(self, name="ada"):
        cookies = self.cookies[PEOPLE.index(name)] if self.step == 3 else {}
        return target(self.step, self.port, (cookies, cookies), seconds=self.seconds)

    def get(self, path):
        """GET a path and return the ``Reply``."""
        return request(self.port, path, seconds=self.seconds)

    def post(self, message):
        """Send a message over HTTP, as step 1's page does; return the ``Reply``."""
        return post(self._target(), message)

    def open(self, name="ada", room=None):
        """Return a ``Person`` with an open connection, in a room of step 3."""
        person = Person(self._target(name), name, room or self.room)
        if not person.socket.opened:
            where = person.target.socket.replace("{room}", person.room)
            means = "The WebSocket was not accepted."
            # An error in the learner's own connect() is none of another step.
            kind = NotYet if person.socket.status == 500 else NotThere
            raise kind(means, f"a WebSocket to {where}", person.socket.happened)
        return person

    def refused(self):
        """Let a stranger, who is not signed in, try to enter; return whether they were refused."""
        with self._target().open(self.room, cookies={}) as socket:
            # Who is let in only to be told why they have to go may hear nothing else.
            return socket.receive() is None and not socket.answers_ping()

    def ready(self):
        """Raise ``NotYet``, ``NotThere`` where nothing answers, unless the chat works as before."""
        if self.step > 1:
            with self.open(room=word()) as person:
                person.catch_up()
            return
        reply = self.post(word())
        if reply.status != 200:
            kind = NotYet if reply.status == 500 else NotThere
            raise kind("There is no answer.", f"POST {self._target().echo}", reply.happened)


class Person:
    """Somebody with one open connection; a context manager."""

    def __init__(self, where, name, room):
        self.target, self.room = where, room
        # Before step 3 nobody has a name.
        self.name = name if where.envelope else "somebody"
        self.socket = where.open(room)

    def say(self, message):
        """Send a message as the page does."""
        self.socket.send(self.target.frame(message))

    def send(self, frame):
        """Send a frame: a dict as JSON, str and bytes as they are."""
        self.socket.send(json.dumps(frame) if isinstance(frame, dict) else frame)

    def receive(self, seconds=None):
        """Return the next frame, or None: in step 3 as a dict, before that as it is."""
        frame = self.socket.receive(seconds)
        if frame is None or not self.target.envelope:
            return frame
        return read(frame)[1] or {"frame": frame}

    def answer(self, message):
        """Say something and return the next frame. Raises ``NotYet`` when none comes."""
        self.send(message) if isinstance(message, bytes) else self.say(message)
        frame = self.receive()
        if frame is None:
            means = "There is no answer."
            raise NotYet(means, f"the message {shown(message)}", self.socket.happened)
        return frame

    def catch_up(self):
        """Say a word of one's own; return all frames that came before it did.

        Whatever was on its way before arrives before it: silence is told apart from slowness.
        """
        own, frames = word(), []
        self.say(own)
        deadline = time.monotonic() + self.target.seconds
        while len(frames) < MOST_FRAMES:
            frame = self.receive(max(0, deadline - time.monotonic()))
            if frame is None:
                means = "An ordinary message no longer comes back to the one who wrote it."
                raise NotYet(means, f"{self.name} writes {own}", self.socket.happened)
            if own in str(frame):
                return frames
            frames.append(frame)
        raise NotYet("The messages do not end.", f"{self.name} writes {own}", f"{MOST_FRAMES} came")

    def wait_for(self, found):
        """Return the frames until the first for which ``found(frame)``, or those until time is up.

        The second value says whether it was found.
        """
        frames, deadline = [], time.monotonic() + self.target.seconds
        while len(frames) < MOST_FRAMES:
            frame = self.receive(max(0, deadline - time.monotonic()))
            if frame is None:
                return frames, False
            frames.append(frame)
            if found(frame):
                return frames, True
        return frames, False

    def alive(self):
        """Return whether the connection is open."""
        return self.socket.answers_ping()

    def close(self):
        """Leave."""
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()


def shown(frame, longest=60):
    """Return a frame, or a list of them, as a short text for people."""
    if isinstance(frame, list):
        return " ".join(shown(one) for one in frame[:5]) + " …" * (len(frame) > 5) or "nothing"
    text = json.dumps(frame, ensure_ascii=False) if isinstance(frame, dict) else repr(frame)
    return text if len(text) <= longest else text[:longest] + "…"
