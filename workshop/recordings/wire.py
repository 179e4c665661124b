"""What goes over the wire, byte for byte: HTTP messages and WebSocket frames of a raw client.

Sources: RFC 9112 (HTTP/1.1), RFC 6455 (WebSocket). A browser chooses a random key for every
handshake and a random mask for every frame; here they are the RFC's own examples, so that a
recording says the same bytes every time.
"""

import base64
import hashlib
import socket
import struct
from dataclasses import dataclass

from workshop.serve.server import LOOPBACK

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
MASK = bytes.fromhex("37fa213d")
MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
OPCODES = {0: "continuation", 1: "text", 2: "binary", 8: "close", 9: "ping", 10: "pong"}
SECONDS = 10
LONGEST = 65536


class WireError(Exception):
    """The other side sent something else, or nothing; the message says what was there."""


def accept_for(key):
    """Return the ``Sec-WebSocket-Accept`` (str) that answers a ``Sec-WebSocket-Key``."""
    return base64.b64encode(hashlib.sha1((key + MAGIC).encode()).digest()).decode()


def mask(payload, key):
    """Return ``payload`` (bytes) masked with the four bytes ``key``; twice is not at all."""
    return bytes(byte ^ key[n % 4] for n, byte in enumerate(payload))


@dataclass(frozen=True)
class Frame:
    """One WebSocket frame; ``key`` is its mask (4 bytes), empty when it is not masked."""

    opcode: str
    payload: bytes = b""
    fin: bool = True
    key: bytes = b""

    @property
    def size_bytes(self):
        """The bytes that tell the length: one, with two or eight more for a longer payload."""
        masked = 0x80 if self.key else 0
        length = len(self.payload)
        if length <= 125:
            return bytes([masked | length])
        if length <= 0xFFFF:
            return bytes([masked | 126]) + struct.pack("!H", length)
        return bytes([masked | 127]) + struct.pack("!Q", length)

    @property
    def first_byte(self):
        """The byte that holds FIN and the opcode."""
        number = next(number for number, name in OPCODES.items() if name == self.opcode)
        return bytes([(0x80 if self.fin else 0) | number])

    @property
    def carried(self):
        """The payload as it travels: masked when there is a mask."""
        return mask(self.payload, self.key) if self.key else self.payload

    def encode(self):
        """Return the frame's bytes."""
        return self.first_byte + self.size_bytes + self.key + self.carried


def close_payload(code, reason=""):
    """Return the payload of a Close frame: the code in two bytes, then the reason."""
    return struct.pack("!H", code) + reason.encode()


@dataclass(frozen=True)
class Message:
    """One HTTP request or response: its first line, its headers in order, its body (bytes)."""

    start: str
    headers: tuple = ()
    body: bytes = b""

    def header(self, name):
        """Return a header's value, the last one of several; None when it is missing."""
        return {key.lower(): value for key, value in self.headers}.get(name.lower())

    def encode(self):
        """Return the message's bytes."""
        lines = [self.start, *(f"{name}: {value}" for name, value in self.headers), "", ""]
        return "\r\n".join(lines).encode("latin-1") + self.body


class Wire:
    """One TCP connection to ``port`` of this machine; a context manager.

    Nothing waits longer than 10 seconds; what does not arrive until then raises ``WireError``.
    """

    def __init__(self, port):
        self._socket = socket.create_connection((LOOPBACK, port), timeout=SECONDS)
        self._kept = b""

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._socket.close()

    def send(self, what):
        """Send a ``Message`` or a ``Frame``."""
        self._socket.sendall(what.encode())

    def message(self):
        """Read one HTTP response and return it as a ``Message``."""
        head = self._until(b"\r\n\r\n").decode("latin-1")
        start, *lines = head.removesuffix("\r\n\r\n").split("\r\n")
        parted = (line.partition(":") for line in lines)
        headers = tuple((name, value.strip()) for name, _, value in parted)
        bare = Message(start, headers)
        length = bare.header("Content-Length")
        return Message(start, headers, self._exactly(int(length)) if length else b"")

    def frame(self):
        """Read one frame and return it as a ``Frame``."""
        first, second = self._exactly(2)
        length = second & 0x7F
        if length > 125:
            size = 2 if length == 126 else 8
            length = int.from_bytes(self._exactly(size), "big")
        if length > LONGEST:
            raise WireError(f"This frame says that it has {length} bytes.")
        key = self._exactly(4) if second & 0x80 else b""
        payload = self._exactly(length)
        opcode = OPCODES.get(first & 0x0F, f"unknown {first & 0x0F}")
        return Frame(opcode, mask(payload, key) if key else payload, bool(first & 0x80), key)

    def ended(self):
        """Wait until the other side ends the TCP connection; anything else raises."""
        if self._kept or self._more():
            raise WireError(f"Instead of the end came {self._kept!r}.")

    def _more(self):
        try:
            part = self._socket.recv(LONGEST)
        except TimeoutError:
            raise WireError(f"Nothing came for {SECONDS} s, after {self._kept!r}.") from None
        except ConnectionError:
            part = b""
        self._kept += part
        return part

    def _exactly(self, count):
        while len(self._kept) < count:
            if not self._more():
                raise WireError(f"The connection ended after {self._kept!r}.")
        taken, self._kept = self._kept[:count], self._kept[count:]
        return taken

    def _until(self, mark):
        while mark not in self._kept:
            if len(self._kept) > LONGEST or not self._more():
                raise WireError(f"There is no end of the headers in {self._kept!r}.")
        return self._exactly(self._kept.index(mark) + len(mark))
