"""The chat in Starlette: a set of sockets for each room, in the process's own memory."""

import contextlib
import json
from collections import defaultdict

from chat.messages import read_message
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocketDisconnect

from workshop.measure.others import username

rooms = defaultdict(set)


async def chat(socket):
    await socket.accept()
    room = rooms[socket.path_params["room"]]
    room.add(socket)
    try:
        while True:
            await receive(socket, room, await socket.receive_text())
    except WebSocketDisconnect:
        room.discard(socket)


async def receive(socket, room, text):
    try:
        message = read_message(text)
    except ValueError as error:
        await socket.send_text(json.dumps({"error": str(error)}))
        return
    name = username(socket.headers.get("cookie"))
    answer = json.dumps({"message": message, "username": name})
    for member in list(room):
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await member.send_text(answer)


application = Starlette(routes=[WebSocketRoute("/ws/chat/{room}/", chat)])
