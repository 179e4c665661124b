"""The limit: nothing but sockets. One frame is made for each message, one write for each member.

For measuring only: it knows no fragments, no pings and no close frames. ``... bare_chat PORT``
"""

import asyncio
import json
import sys
from collections import defaultdict

from chat.messages import read_message

from workshop.measure.others import username
from workshop.recordings.wire import Frame, accept_for
from workshop.serve.server import LOOPBACK

rooms = defaultdict(set)
CLOSE = 8


class Chat(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.kept, self.room = transport, b"", None

    def connection_lost(self, error):
        if self.room is not None:
            self.room.discard(self.transport)

    def data_received(self, data):
        self.kept += data
        if self.room is None and b"\r\n\r\n" in self.kept:
            self.handshake()
        while self.room is not None and (frame := self.frame()):
            self.receive(*frame)

    def handshake(self):
        head, _, self.kept = self.kept.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        answer = (
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {accept_for(headers['sec-websocket-key'])}\r\n\r\n"
        )
        self.transport.write(answer.encode())
        self.name = username(headers.get("cookie"))
        self.room = rooms[first.split(" ")[1]]
        self.room.add(self.transport)

    def frame(self):
        """Return opcode and payload of the next whole frame, or None when it is not all there."""
        if len(self.kept) < 2:
            return None
        size, at = self.kept[1] & 127, 2
        if size == 126:
            size, at = int.from_bytes(self.kept[2:4], "big"), 4
        end = at + 4 + size
        if len(self.kept) < end:
            return None
        opcode, mask, masked = self.kept[0] & 15, self.kept[at : at + 4], self.kept[at + 4 : end]
        self.kept = self.kept[end:]
        key = int.from_bytes((mask * (size // 4 + 1))[:size], "big")
        return opcode, (int.from_bytes(masked, "big") ^ key).to_bytes(size, "big")

    def receive(self, opcode, payload):
        if opcode == CLOSE:
            self.transport.write(Frame("close", payload).encode())
            self.transport.close()
            return
        try:
            message = read_message(payload.decode())
        except ValueError as error:
            answer = json.dumps({"error": str(error)})
            self.transport.write(Frame("text", answer.encode()).encode())
            return
        answer = json.dumps({"message": message, "username": self.name})
        frame = Frame("text", answer.encode()).encode()
        for member in self.room:
            member.write(frame)


async def main(port):
    server = await asyncio.get_running_loop().create_server(Chat, LOOPBACK, port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
