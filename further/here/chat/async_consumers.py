import json

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from . import here
from .messages import read_message
from .rooms import is_room_name


class AsyncChatConsumer(AsyncWebsocketConsumer):
    async def connect(self):
        room_name = self.scope['url_route']['kwargs']['room_name']
        self.group_name = 'chat_' + room_name
        if not is_room_name(room_name) or not self.scope['user'].is_authenticated:
            await self.close()
            return
        self.room_name, self.names = room_name, []
        await self.channel_layer.group_add(self.group_name, self.channel_name)
        await self.accept()
        await self.stay()
        await self.tell_room()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.group_name, self.channel_name)
        if await database_sync_to_async(here.leave)(self.channel_name):
            await self.tell_room()

    async def receive(self, text_data=None, bytes_data=None):
        if text_data == here.BEAT:
            await self.stay()
            return
        try:
            message = read_message(text_data)
        except ValueError as error:
            await self.send_object({'error': str(error)})
            return
        await self.channel_layer.group_send(self.group_name, {
            'type': 'chat_message',
            'message': message,
            'username': self.scope['user'].get_username(),
        })

    async def chat_message(self, event):
        await self.send_object({
            'message': event['message'],
            'username': event['username'],
        })

    async def stay(self):
        username = self.scope['user'].get_username()
        await database_sync_to_async(here.stay)(self.room_name, username, self.channel_name)
        await self.send_names()

    async def tell_room(self):
        await self.channel_layer.group_send(self.group_name, {'type': 'here_changed'})

    async def here_changed(self, event):
        await self.send_names()

    async def send_names(self):
        names = await database_sync_to_async(here.names)(self.room_name)
        if names != self.names:
            self.names = names
            await self.send_object({'here': names})

    async def send_object(self, data):
        await self.send(text_data=json.dumps(data))
