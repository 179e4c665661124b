import json

from asgiref.sync import async_to_sync
from channels.generic.websocket import WebsocketConsumer

from . import history
from .messages import read_message
from .rooms import is_room_name


class ChatConsumer(WebsocketConsumer):
    def connect(self):
        room_name = self.scope['url_route']['kwargs']['room_name']
        self.group_name = 'chat_' + room_name
        if not is_room_name(room_name) or not self.scope['user'].is_authenticated:
            self.close()
            return
        self.room_name = room_name
        async_to_sync(self.channel_layer.group_add)(self.group_name, self.channel_name)
        self.number = history.start(room_name, self.scope['query_string'])
        self.accept()
        self.send_news()

    def disconnect(self, code):
        async_to_sync(self.channel_layer.group_discard)(self.group_name, self.channel_name)

    def receive(self, text_data=None, bytes_data=None):
        try:
            message = read_message(text_data)
        except ValueError as error:
            self.send_object({'error': str(error)})
            return
        history.save(self.room_name, self.scope['user'].get_username(), message)
        async_to_sync(self.channel_layer.group_send)(self.group_name, {'type': 'chat_message'})

    def chat_message(self, event):
        self.send_news()

    def send_news(self):
        for message in history.news(self.room_name, self.number):
            self.send_object(message)
            self.number = message['number']

    def send_object(self, data):
        self.send(text_data=json.dumps(data))
