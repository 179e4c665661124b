import json

from channels.generic.websocket import AsyncWebsocketConsumer

from .messages import read_message
from .rooms import is_room_name


class AsyncChatConsumer(AsyncWebsocketConsumer):
    async def connect(self):
        room_name = self.scope['url_route']['kwargs']['room_name']
        self.group_name = 'chat_' + room_name
        if not is_room_name(room_name) or not self.scope['user'].is_authenticated:
            await self.close()
            return
        await self.channel_layer.group_add(self.group_name, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.group_name, self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
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

    async def chat_picture(self, event):
        await self.send_object({'picture': event['picture'], 'username': event['username']})

    async def send_object(self, data):
        await self.send(text_data=json.dumps(data))
