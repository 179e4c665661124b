"""Small chat servers in a thread: one that does it right, and others that do it wrong on purpose.

Rooms are told apart by the path. ``numbered(text)`` is what the crowd's texts say of themselves.
"""

import json
import threading
from collections import defaultdict
from contextlib import contextmanager

from websockets.sync.server import serve

from workshop.load.subject import Subject
from workshop.serve.server import LOOPBACK


def numbered(text):
    """Return (sender, number) of a text such as ``load-0a1b2c3d 4 17 .......``."""
    _, sender, number = text.split(" ")[:3]
    return int(sender), int(number)


class Chat:
    """The right one: everybody in the room hears each message once, in order."""

    def __init__(self):
        self.rooms = defaultdict(list)
        self.lock = threading.Lock()

    def join(self, socket, request):
        """Let ``socket`` into its room; the handshake is answered after that."""
        with self.lock:
            self.rooms[request.path].append(socket)

    def handle(self, socket):
        room = self.rooms[socket.request.path]
        for frame in socket:
            with self.lock:
                self.receive(socket, room, json.loads(frame)["message"])

    def receive(self, socket, room, text):
        for member in room:
            self.deliver(room, member, text)

    def deliver(self, room, member, text):
        member.send(json.dumps({"message": text, "username": "ada"}))


class Drops(Chat):
    """The first member of a room never hears the messages with an even number."""

    def deliver(self, room, member, text):
        if member is not room[0] or numbered(text)[1] % 2:
            super().deliver(room, member, text)


class Reorders(Chat):
    """The first member of a room hears each sender's message 1 before its message 0."""

    def __init__(self):
        super().__init__()
        self.kept = {}

    def deliver(self, room, member, text):
        sender, number = numbered(text)
        if member is room[0] and number == 0:
            self.kept[sender] = text
            return
        super().deliver(room, member, text)
        if member is room[0] and number == 1:
            super().deliver(room, member, self.kept.pop(sender))


class Doubles(Chat):
    """Everybody hears each sender's first message twice."""

    def deliver(self, room, member, text):
        for _ in range(2 if numbered(text)[1] == 0 else 1):
            super().deliver(room, member, text)


class Leaks(Chat):
    """Other rooms hear it as well."""

    def receive(self, socket, room, text):
        for other in self.rooms.values():
            super().receive(socket, other, text)


class Refuses(Chat):
    """Each sender's first message is answered with an error, and goes to nobody."""

    def receive(self, socket, room, text):
        if numbered(text)[1] == 0:
            socket.send(json.dumps({"error": "Not so fast."}))
        else:
            super().receive(socket, room, text)


class Cuts(Chat):
    """Who sends is cut off."""

    def receive(self, socket, room, text):
        socket.close()


@contextmanager
def served(chat):
    """Serve ``chat`` in a thread of its own; yield the ``Subject`` to measure."""
    joining = {"process_request": chat.join, "compression": None}
    with serve(chat.handle, LOOPBACK, 0, **joining) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        port = server.socket.getsockname()[1]
        try:
            yield Subject("a small server", port, "/ws/chat/{room}/")
        finally:
            server.shutdown()
            thread.join()
