from django.urls import re_path

from . import async_consumers, consumers
from .rooms import ROOM_NAME

websocket_urlpatterns = [
    re_path(rf'^ws/chat/{ROOM_NAME}/$', consumers.ChatConsumer.as_asgi()),
    re_path(rf'^ws/async-chat/{ROOM_NAME}/$', async_consumers.AsyncChatConsumer.as_asgi()),
]
