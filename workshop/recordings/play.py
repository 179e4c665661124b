"""A scene while it is played: who sends what over which connection, and what is noted of it."""

import json
from pathlib import Path

from workshop.recordings.wire import KEY, MASK, Frame, Message, Wire, WireError
from workshop.serve.server import LOOPBACK

# A body that is longer is a page for people; its bytes are of no use in a recording.
LONGEST_BODY = 2500


class Play:
    """A scene that is being recorded: ``events`` in their order, and who has which connection."""

    def __init__(self, port, stack):
        self.port = port
        self.stack = stack
        self.wires = {}
        self.events = []

    def note(self, sender, receiver, what):
        """Note a ``Message`` or ``Frame``, and return it."""
        fields = frame_fields(what) if isinstance(what, Frame) else message_fields(what)
        self.events.append({"from": sender, "to": receiver, **fields})
        return what

    def say(self, who, what):
        """Send a ``Message`` or ``Frame`` of ``who``, over a connection of their own."""
        if who not in self.wires:
            self.wires[who] = self.stack.enter_context(Wire(self.port))
        self.wires[who].send(what)
        return self.note(who, "server", what)

    def hear(self, who, before=list):
        """Read the HTTP response that ``who`` waits for; ``before()`` are events that led to it."""
        answer = self.wires[who].message()
        self.events += before()
        return self.note("server", who, answer)

    def hear_frame(self, who):
        """Read the next frame that ``who`` gets."""
        return self.note("server", who, self.wires[who].frame())

    def check_silence(self, who):
        """Make sure that nothing has come for ``who``: a Ping's answer is the next frame.

        Not a part of the scene. Raises ``WireError``.
        """
        self.wires[who].send(Frame("ping", b"?", key=MASK))
        frame = self.wires[who].frame()
        if frame != Frame("pong", b"?"):
            raise WireError(f"{who} was to hear nothing, but got {frame}.")

    def ends(self, who):
        """Wait until the server ends the TCP connection of ``who``."""
        self.wires[who].ended()
        self.events.append({"from": "server", "to": who, "kind": "end"})

    def request(self, who, line, *headers, body=b""):
        """Send an HTTP request of ``who``; ``line`` is such as ``GET /chat/``."""
        host = ("Host", f"{LOOPBACK}:{self.port}")
        return self.say(who, Message(f"{line} HTTP/1.1", (host, *headers), body))

    def handshake(self, who, path, *headers, origin=None):
        """Ask for a WebSocket, with what RFC 6455 wants and the Origin that a browser adds."""
        self.request(
            who,
            f"GET {path}",
            ("Upgrade", "websocket"),
            ("Connection", "Upgrade"),
            ("Origin", origin or f"http://{LOOPBACK}:{self.port}"),
            ("Sec-WebSocket-Key", KEY),
            ("Sec-WebSocket-Version", "13"),
            *headers,
        )

    def text(self, who, text, **fields):
        """Send a masked text frame of ``who``."""
        self.say(who, Frame("text", text.encode(), key=MASK, **fields))


def message_fields(message):
    """Return an HTTP message as a dict for JSON; a long body only by its length."""
    kind = "response" if message.start.startswith("HTTP/") else "request"
    fields = {"kind": kind, "start": message.start, "headers": [*map(list, message.headers)]}
    if 0 < len(message.body) <= LONGEST_BODY:
        fields["body"] = message.body.decode("utf-8")
    return fields


def frame_fields(frame):
    """Return a frame as a dict for JSON, with its bytes in ``hex``."""
    fields = {"kind": "frame", "fin": frame.fin, "opcode": frame.opcode}
    if frame.key:
        fields["mask"] = frame.key.hex(" ")
    fields["length"] = len(frame.payload)
    if frame.opcode == "close":
        fields["payload"] = frame.payload.hex(" ")
    else:
        fields["payload"] = frame.payload.decode("utf-8")
    return {**fields, "hex": frame.encode().hex(" ")}


class LayerLog:
    """What ``workshop.recordings.recording_layer`` has noted, read on from the last time."""

    def __init__(self, path):
        self.path = Path(path)
        self.seen = 0
        self.channels = {}

    def _new(self):
        lines = self.path.read_text(encoding="utf-8").splitlines()
        new = [json.loads(line) for line in lines[self.seen :]]
        self.seen = len(lines)
        return new

    def joins(self, who):
        """Return the event with which ``who`` joined; from now on their channel is known."""
        (noted,) = self._new()
        self.channels[noted["channel"]] = who
        return [self._event("server", noted, who)]

    def deliveries(self):
        """Return the message to the group, and its delivery to each member."""
        sent, *received = self._new()
        order = [*self.channels]
        received.sort(key=lambda noted: order.index(noted["channel"]))
        return [
            self._event("server", sent),
            *(self._event("layer", noted, self.channels[noted["channel"]]) for noted in received),
        ]

    def _event(self, sender, noted, member=None):
        fields = {"from": sender, "to": "layer" if sender == "server" else "server"}
        fields |= {"kind": "layer", "call": noted["call"]}
        fields |= {key: noted[key] for key in ("group", "event") if key in noted}
        return fields | ({"for": member} if member else {})
