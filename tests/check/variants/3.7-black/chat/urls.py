from django.urls import path, re_path

from . import views
from .rooms import ROOM_NAME

urlpatterns = [
    path("", views.index, name="index"),
    re_path(rf"^{ROOM_NAME}/$", views.room, name="room"),
]
