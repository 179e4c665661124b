import json

from asgiref.sync import async_to_sync
from channels.generic.websocket import WebsocketConsumer

from .messages import read_message
from .models import Message


class ChatConsumer(WebsocketConsumer):
    def connect(self):
        self.room_name = self.scope['url_route']['kwargs']['room_name']
        self.group_name = 'chat_' + self.room_name
        if not self.scope['user'].is_authenticated:
            self.close()
            return
        async_to_sync(self.channel_layer.group_add)(self.group_name, self.channel_name)
        self.accept()
        for old in Message.objects.filter(room=self.room_name).order_by('-said')[:50]:
            self.send(text_data=json.dumps({'message': old.text, 'username': old.username}))

    def disconnect(self, code):
        async_to_sync(self.channel_layer.group_discard)(self.group_name, self.channel_name)

    def receive(self, text_data=None, bytes_data=None):
        try:
            message = read_message(text_data)
        except ValueError as error:
            self.send(text_data=json.dumps({'error': str(error)}))
            return
        Message.objects.create(room=self.room_name, username=self.scope['user'].get_username(), text=message)
        async_to_sync(self.channel_layer.group_send)(self.group_name, {
            'type': 'chat_message',
            'message': message,
            'username': self.scope['user'].get_username(),
        })

    def chat_message(self, event):
        self.send(text_data=json.dumps({
            'message': event['message'],
            'username': event['username'],
        }))
