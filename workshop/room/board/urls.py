"""The board's pages."""

from django.contrib.staticfiles.views import serve
from django.urls import path

from workshop.room.board import views

urlpatterns = [
    path("", views.room, name="room"),
    path("join/", views.join, name="join"),
    path("about.json", views.about, name="about"),
    path("teacher/<str:key>/", views.teacher, name="teacher"),
    path("teacher/<str:key>/minutes.toml", views.minutes, name="minutes"),
    # One room, one process: nothing else is there to serve these files without DEBUG.
    path("static/<path:path>", serve, {"insecure": True}),
]
