import json

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from . import history
from .messages import read_message
from .rooms import is_room_name


class AsyncChatConsumer(AsyncWebsocketConsumer):
    async def connect(self):
        room_name = self.scope['url_route']['kwargs']['room_name']
        self.group_name = 'chat_' + room_name
        if not is_room_name(room_name) or not self.scope['user'].is_authenticated:
            await self.close()
            return
        self.room_name = room_name
        await self.channel_layer.group_add(self.group_name, self.channel_name)
        query = self.scope['query_string']
        self.number = await database_sync_to_async(history.start)(room_name, query)
        await self.accept()
        await self.send_news()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.group_name, self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        try:
            message = read_message(text_data)
        except ValueError as error:
            await self.send_object({'error': str(error)})
            return
        username = self.scope['user'].get_username()
        await database_sync_to_async(history.save)(self.room_name, username, message)
        await self.channel_layer.group_send(self.group_name, {'type': 'chat_message'})

    async def chat_message(self, event):
        await self.send_news()

    async def send_news(self):
        for message in await database_sync_to_async(history.news)(self.room_name, self.number):
            await self.send_object(message)
            self.number = message['number']

    async def send_object(self, data):
        await self.send(text_data=json.dumps(data))
