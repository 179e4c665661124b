import asyncio
import contextlib

from channels.generic.websocket import AsyncJsonWebsocketConsumer


class TickerConsumer(AsyncJsonWebsocketConsumer):
    async def connect(self):
        await self.accept()
        self.task = asyncio.create_task(self.tick())

    async def disconnect(self, code):
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.task

    async def tick(self):
        number = 0
        while True:
            number += 1
            await self.send_json({'value': number})
            await asyncio.sleep(0.5)
