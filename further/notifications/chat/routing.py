from django.urls import path

from . import async_consumers, consumers

websocket_urlpatterns = [
    path('ws/chat/<slug:room_name>/', consumers.ChatConsumer.as_asgi()),
    path('ws/async-chat/<slug:room_name>/', async_consumers.AsyncChatConsumer.as_asgi()),
    path('ws/badge/', consumers.BadgeConsumer.as_asgi()),
    path('ws/async-badge/', async_consumers.AsyncBadgeConsumer.as_asgi()),
]
