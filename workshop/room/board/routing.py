"""The board's WebSocket addresses."""

from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path

from workshop.room.board import consumers

websocket_urlpatterns = [
    # No cookie opens this door and nothing of other people comes out of it: terminals, and pages of
    # other sites such as the lab, may join too.
    path("ws/join/", consumers.LearnerConsumer.as_asgi()),
    path("ws/room/", AllowedHostsOriginValidator(consumers.RoomConsumer.as_asgi())),
    path("ws/teacher/<str:key>/", AllowedHostsOriginValidator(consumers.TeacherConsumer.as_asgi())),
]
