from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from .models import Message, Room


class RoomConsumer(AsyncJsonWebsocketConsumer):
    async def connect(self):
        self.user = self.scope['user']
        if self.user.is_anonymous:
            await self.close()
            return
        self.slug = self.scope['url_route']['kwargs']['slug']
        self.group = f'room_{self.slug}'
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        if self.user.is_authenticated:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive_json(self, content):
        await self.keep(content['body'])
        await self.channel_layer.group_send(
            self.group,
            {'type': 'room.said', 'body': content['body'], 'author': self.user.username},
        )

    async def room_said(self, event):
        await self.send_json({'body': event['body'], 'author': event['author']})

    @sync_to_async
    def keep(self, text):
        room, _ = Room.objects.get_or_create(slug=self.slug, defaults={'name': self.slug})
        Message.objects.create(room=room, author=self.user, text=text)
