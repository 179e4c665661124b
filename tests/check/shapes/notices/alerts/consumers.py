import json

from asgiref.sync import async_to_sync
from channels.generic.websocket import WebsocketConsumer


class NoticeConsumer(WebsocketConsumer):
    def connect(self):
        async_to_sync(self.channel_layer.group_add)("notices", self.channel_name)
        self.accept()

    def disconnect(self, close_code):
        async_to_sync(self.channel_layer.group_discard)("notices", self.channel_name)

    def notice_new(self, event):
        self.send(text_data=json.dumps({"text": event["text"]}))
