"""On uvicorn, who has left while a message was on its way is told by ``OSError``.

Given up: ``runserver`` and Daphne's habits. Never an ordinary consumer on uvicorn: a reader that
stands still then stops the whole server.
"""

import contextlib

from chat.async_consumers import AsyncChatConsumer

from workshop.measure.rungs.encode_once import EncodeOnceChatConsumer


class Leaving:
    async def send(self, text_data):
        # disconnect() is called next.
        with contextlib.suppress(OSError):
            await super().send(text_data)


class AsyncOnUvicorn(Leaving, AsyncChatConsumer):
    pass


class TopOnUvicorn(Leaving, EncodeOnceChatConsumer):
    pass
