# My chat. The methods are in the order in which I understood them.
from json import dumps

from channels.generic.websocket import WebsocketConsumer
from asgiref.sync import async_to_sync as wait_for

from .messages import read_message


class TalkConsumer(WebsocketConsumer):
    def chat_message(self, event):
        # What the group sends goes out to my browser.
        answer = {'username': event['username'], 'message': event['message']}
        self.send(dumps(answer))

    def receive(self, text_data=None, bytes_data=None):
        try:
            words = read_message(text_data)
        except ValueError as what_is_wrong:
            self.send(dumps({'error': f'{what_is_wrong}'}))
        else:
            who = self.scope['user'].username
            event = dict(type='chat.message', message=words, username=who)
            wait_for(self.channel_layer.group_send)(self.room, event)

    def connect(self):
        name = self.scope['url_route']['kwargs']['room_name']
        self.room = f'talk.{name}'
        if self.scope['user'].is_anonymous:
            self.close()
        else:
            wait_for(self.channel_layer.group_add)(self.room, self.channel_name)
            self.accept()

    def disconnect(self, code):
        wait_for(self.channel_layer.group_discard)(self.room, self.channel_name)
