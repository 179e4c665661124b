from django.urls import re_path

from .async_consumers import AsyncChatConsumer
from .consumers import TalkConsumer
from .rooms import ROOM_NAME

talk = re_path(rf'^ws/chat/{ROOM_NAME}/$', TalkConsumer.as_asgi())
twin = re_path(rf'^ws/async-chat/{ROOM_NAME}/$', AsyncChatConsumer.as_asgi())

websocket_urlpatterns = [twin, talk]
