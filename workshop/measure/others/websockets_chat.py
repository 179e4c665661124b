"""The chat on the ``websockets`` library alone: ``python -m ...websockets_chat PORT``."""

import asyncio
import json
import sys
from collections import defaultdict

from chat.messages import read_message
from websockets.asyncio.server import broadcast, serve

from workshop.measure.others import username
from workshop.serve.server import LOOPBACK

rooms = defaultdict(set)


async def chat(socket):
    room = rooms[socket.request.path]
    name = username(socket.request.headers.get("Cookie"))
    room.add(socket)
    try:
        async for text in socket:
            try:
                message = read_message(text)
            except ValueError as error:
                await socket.send(json.dumps({"error": str(error)}))
                continue
            broadcast(room, json.dumps({"message": message, "username": name}))
    finally:
        room.discard(socket)


async def main(port):
    async with serve(chat, LOOPBACK, port, compression=None) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
