"""People who go on talking whatever happens: who is cut off comes back, as the page does."""

import asyncio
import json
from contextlib import suppress
from time import monotonic

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from workshop.serve.client import cookie_header

PACE = 0.1
# Seconds, for what comes as soon as a machine has time for it.
SECONDS = 60


class Person:
    """One person at a server's port; ``sent`` is (text, time) of each message, ``heard`` texts."""

    def __init__(self, name, port, cookies, path="/ws/chat/restless/"):
        self.name, self.port, self.path = name, port, path
        self.headers = {"Cookie": cookie_header(cookies)}
        self.sent, self.heard, self.codes = [], set(), []
        self.silent = False

    async def live(self):
        """Connect again and again, until cancelled."""
        address = f"127.0.0.1:{self.port}"
        while True:
            with suppress(WebSocketException, OSError, EOFError):
                async with connect(
                    f"ws://{address}{self.path}",
                    origin=f"http://{address}",
                    additional_headers=self.headers,
                    ping_interval=None,
                ) as socket:
                    talking = asyncio.create_task(self._talk(socket))
                    try:
                        async for frame in socket:
                            self.heard.add(json.loads(frame)["message"])
                    finally:
                        talking.cancel()
                        self.codes.append(socket.close_code)
            await asyncio.sleep(PACE)

    async def _talk(self, socket):
        with suppress(WebSocketException):
            while True:
                await asyncio.sleep(PACE)
                if not self.silent:
                    text = f"{self.name} {len(self.sent)}"
                    self.sent.append((text, monotonic()))
                    await socket.send(json.dumps({"message": text}))


async def until(condition):
    """Return when ``condition()`` is true. Raises ``TimeoutError`` after a minute."""
    async with asyncio.timeout(SECONDS):
        while not condition():
            await asyncio.sleep(0.02)


async def all_hear_all(people):
    """Wait until everybody has heard something of everybody that was said from now on."""
    before = {person.name: len(person.sent) for person in people}

    def newest(listener, speaker):
        fresh = speaker.sent[before[speaker.name] :]
        return any(text in listener.heard for text, _ in fresh)

    await until(lambda: all(newest(one, other) for one in people for other in people))


async def quiet(people):
    """Let nobody talk any more; wait until everybody's last words are heard."""
    for person in people:
        person.silent = True
    last = {person.sent[-1][0] for person in people}
    await until(lambda: all(last <= person.heard for person in people))
