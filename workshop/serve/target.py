"""Where a project answers and how it is spoken to."""

import json
from dataclasses import dataclass
from pathlib import Path

from workshop.serve.client import LOOPBACK, SECONDS, Socket

# The socket of the asynchronous consumer.
TWIN = "/ws/async-chat/{room}/"


@dataclass(frozen=True)
class Target:
    """Where a project answers and how it is spoken to.

    ``{room}`` in a page or in ``socket`` stands for a room's name. ``people`` are the cookies of
    two signed-in people, a pair of dicts; empty dicts for a project without signing in.
    ``over`` says how the page sends: "http" or "socket". With ``envelope`` messages are JSON
    objects, otherwise plain text. ``second_port`` is a second process's; ``seconds`` bounds
    every single wait. Without ``word_for_word`` an answer may say more than the message. ``folder``
    is the project's, where that is known.
    """

    port: int
    pages: tuple[str, ...] = ("/chat/",)
    echo: str = "/chat/echo/"
    socket: str = "/ws/echo/"
    over: str = "socket"
    envelope: bool = False
    people: tuple[dict, dict] = ({}, {})
    second_port: int | None = None
    host: str = LOOPBACK
    seconds: float = SECONDS
    word_for_word: bool = True
    folder: Path | None = None

    def open(self, room, person=0, **options):
        """Return a ``Socket`` of one of the two people in a room."""
        options = {"cookies": self.people[person], "port": self.port, **options}
        path = self.socket.replace("{room}", room)
        return Socket(path=path, host=self.host, seconds=self.seconds, **options)

    def frame(self, text):
        """Return the text frame that carries a message."""
        return json.dumps({"message": text}) if self.envelope else text


def target(step, port, people=({}, {}), route="chat", **options):
    """Return the ``Target`` for step 1, 2 or 3; step 3's ``route``: "chat" or "async-chat"."""
    if step == 1:
        return Target(port, over="http", people=people, **options)
    if step == 2:
        return Target(port, people=people, **options)
    return Target(
        port,
        pages=("/chat/", "/chat/{room}/"),
        socket=f"/ws/{route}/{{room}}/",
        envelope=True,
        people=people,
        **options,
    )
