"""The chat's consumer."""
from __future__ import annotations

import json
from typing import Any

from asgiref.sync import async_to_sync
from channels.generic.websocket import WebsocketConsumer

from .messages import read_message


class ChatConsumer(WebsocketConsumer):
    """One person's connection to one room."""

    group_name: str

    def connect(self) -> None:
        """Join the room's group, if the person is signed in."""
        kwargs: dict[str, str] = self.scope['url_route']['kwargs']
        self.group_name = 'chat_' + kwargs['room_name']  # the group
        if not self.scope['user'].is_authenticated:  # a stranger
            self.close()  # refuse
            return  # and do nothing else
        async_to_sync(self.channel_layer.group_add)(self.group_name, self.channel_name)  # join
        self.accept()  # say yes

    def disconnect(self, code: int) -> None:
        """Leave."""
        async_to_sync(self.channel_layer.group_discard)(self.group_name, self.channel_name)

    def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Send what one person says to everybody."""
        try:
            message: str = read_message(text_data)
        except ValueError as error:
            self.send(text_data=json.dumps({'error': str(error)}))
            return
        event: dict[str, Any] = {
            'type': 'chat_message',
            'message': message,
            'username': self.scope['user'].get_username(),
        }
        async_to_sync(self.channel_layer.group_send)(self.group_name, event)

    def chat_message(self, event: dict[str, Any]) -> None:
        """Pass on what the group sends."""
        told = {'message': event['message'], 'username': event['username']}
        self.send(text_data=json.dumps(told))
