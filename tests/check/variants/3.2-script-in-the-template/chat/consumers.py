import json

from asgiref.sync import async_to_sync
from channels.generic.websocket import WebsocketConsumer


class ChatConsumer(WebsocketConsumer):
    def connect(self):
        self.room = self.scope["url_route"]["kwargs"]["room_name"]
        self.everybody = f"room_{self.room}"
        async_to_sync(self.channel_layer.group_add)(self.everybody, self.channel_name)
        self.accept()

    def disconnect(self, close_code):
        async_to_sync(self.channel_layer.group_discard)(self.everybody, self.channel_name)

    def receive(self, text_data):
        words = json.loads(text_data)["message"]
        event = {"type": "chat.message", "message": words}
        async_to_sync(self.channel_layer.group_send)(self.everybody, event)

    def chat_message(self, event):
        self.send(text_data=json.dumps({"message": event["message"]}))
