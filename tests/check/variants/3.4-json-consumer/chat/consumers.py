from asgiref.sync import async_to_sync
from channels.generic.websocket import JsonWebsocketConsumer


class ChatConsumer(JsonWebsocketConsumer):
    def connect(self):
        self.group_name = 'chat_' + self.scope['url_route']['kwargs']['room_name']
        if self.scope['user'].is_authenticated:
            async_to_sync(self.channel_layer.group_add)(self.group_name, self.channel_name)
            self.accept()
        else:
            self.close()

    def disconnect(self, code):
        async_to_sync(self.channel_layer.group_discard)(self.group_name, self.channel_name)

    def receive_json(self, content):
        async_to_sync(self.channel_layer.group_send)(self.group_name, {
            'type': 'chat_message',
            'message': content['message'],
            'username': self.scope['user'].get_username(),
        })

    def chat_message(self, event):
        self.send_json({'message': event['message'], 'username': event['username']})
