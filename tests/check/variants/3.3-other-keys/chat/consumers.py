import json

from asgiref.sync import async_to_sync
from channels.generic.websocket import WebsocketConsumer


class ChatConsumer(WebsocketConsumer):
    def connect(self):
        room_name = self.scope['url_route']['kwargs']['room_name']
        self.group_name = 'chat_' + room_name
        async_to_sync(self.channel_layer.group_add)(self.group_name, self.channel_name)
        self.accept()

    def disconnect(self, code):
        async_to_sync(self.channel_layer.group_discard)(self.group_name, self.channel_name)

    def receive(self, text_data=None, bytes_data=None):
        message = json.loads(text_data)['text']
        async_to_sync(self.channel_layer.group_send)(self.group_name, {
            'type': 'chat_message',
            'message': message,
            'username': self.scope['user'].get_username(),
        })

    def chat_message(self, event):
        self.send_object({
            'text': event['message'],
            'sender': event['username'],
        })

    def send_object(self, data):
        self.send(text_data=json.dumps(data))
