import json
from collections import defaultdict, deque

from asgiref.sync import async_to_sync
from channels.generic.websocket import WebsocketConsumer

from .messages import read_message

HISTORY = defaultdict(lambda: deque(maxlen=50))
PRESENT = defaultdict(list)


class ChatConsumer(WebsocketConsumer):
    def connect(self):
        self.room_name = self.scope['url_route']['kwargs']['room_name']
        self.group_name = 'chat_' + self.room_name
        self.joined = False
        if not self.scope['user'].is_authenticated:
            self.close()
            return
        self.accept()
        self.username = self.scope['user'].get_username()
        for old in HISTORY[self.room_name]:
            self.send(text_data=json.dumps(old))
        async_to_sync(self.channel_layer.group_add)(self.group_name, self.channel_name)
        self.joined = True
        PRESENT[self.room_name].append(self.username)
        self.tell({'type': 'chat_presence', 'present': sorted(set(PRESENT[self.room_name]))})

    def disconnect(self, code):
        if self.joined:
            async_to_sync(self.channel_layer.group_discard)(self.group_name, self.channel_name)
            PRESENT[self.room_name].remove(self.username)
            self.tell({'type': 'chat_presence', 'present': sorted(set(PRESENT[self.room_name]))})

    def tell(self, event):
        async_to_sync(self.channel_layer.group_send)(self.group_name, event)

    def receive(self, text_data=None, bytes_data=None):
        try:
            if json.loads(text_data).get('typing'):
                self.tell({'type': 'chat_typing', 'username': self.username})
                return
        except (TypeError, ValueError, AttributeError, RecursionError):
            pass
        try:
            message = read_message(text_data)
        except ValueError as error:
            self.send(text_data=json.dumps({'error': str(error)}))
            return
        said = {'message': message, 'username': self.username}
        HISTORY[self.room_name].append(said)
        self.tell({'type': 'chat_message', **said})

    def chat_message(self, event):
        told = {'message': event['message'], 'username': event['username']}
        self.send(text_data=json.dumps(told))

    def chat_typing(self, event):
        self.send(text_data=json.dumps({'typing': event['username']}))

    def chat_presence(self, event):
        self.send(text_data=json.dumps({'present': event['present']}))
