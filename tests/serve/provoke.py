"""Do something hostile in a room with a neighbour in it, and see what becomes of both."""

import uuid
from dataclasses import dataclass

from workshop.serve.probes import collect, read

MOST_FRAMES = 100


@dataclass(frozen=True)
class Seen:
    """What came of it: the frames that the sender got, and the neighbour, good messages aside.

    ``goes_on``: the sender's next message was answered; ``code``: the server's close code, None
    while it is open; ``neighbour_goes_on``: the neighbour's own messages were answered, before
    and after the sender left; ``members``: the group's, after the sender left and at the end.
    """

    sender: list
    neighbour: list
    goes_on: bool
    code: int | None
    neighbour_goes_on: bool
    members: tuple[int, int]


def send_wire(socket, wire):
    """Send bytes past the client library, which would refuse to."""
    try:
        socket.connection.socket.sendall(wire)
    except OSError:
        # The server hung up in the middle; what it said is read afterwards.
        return


def say(target, socket):
    """Send a good message; return it, the other frames before its echo, whether the echo came."""
    word = f"good-{uuid.uuid4().hex}"
    socket.send(target.frame(word))
    frames, came = hear(target, socket, word)
    return word, frames, came


def hear(target, socket, word):
    """Return the frames before the good message ``word``, good ones aside, and whether it came."""
    frames = collect(socket, word, target.seconds)
    came = bool(frames) and read(frames[-1])[0] == word
    return [frame for frame in frames if not _good(frame)], came


def _good(frame):
    text = read(frame)[0]
    return isinstance(text, str) and text.startswith("good-")


def provoke(servers, kind, route, act):
    """Let ada do ``act(socket)`` in a new room beside grace; return what was ``Seen``.

    Grace then says something of her own: what ada caused would have reached her before it.
    Ada leaves a quiet room. Leaving while a message is on its way is a subject of its own,
    see ``test_leaving.py``.
    """
    target = servers.target(kind, route=route)
    room = f"room-{uuid.uuid4().hex[:12]}"
    heard, before = [], True
    with target.open(room, person=1) as neighbour:
        with target.open(room) as sender:
            assert sender.opened and neighbour.opened, (sender.happened, neighbour.happened)
            act(sender)
            _, frames, goes_on = say(target, sender)
            if goes_on:
                word, heard, before = say(target, neighbour)
                if kind.step == 3:
                    frames += hear(target, sender, word)[0]
            for _ in range(0 if goes_on else MOST_FRAMES):
                if sender.code is not None:
                    break
                sender.receive()
        left = servers.members_become(kind, room, 1) if kind.step == 3 else 1
        _, heard_later, after = say(target, neighbour)
    gone = servers.members_become(kind, room, 0) if kind.step == 3 else 0
    return Seen(frames, heard + heard_later, goes_on, sender.code, before and after, (left, gone))


def send(hostile):
    """Return the act of sending one of ``hostile.INPUTS``."""

    def act(socket):
        if hostile.wire is None:
            socket.send(hostile.frame)
        else:
            send_wire(socket, hostile.wire)

    return act
