from django.urls import path

from .async_consumers import AsyncChatConsumer
from .consumers import TalkConsumer

talk = path('ws/chat/<slug:room_name>/', TalkConsumer.as_asgi())
twin = path('ws/async-chat/<slug:room_name>/', AsyncChatConsumer.as_asgi())

websocket_urlpatterns = [twin, talk]
