from django.urls import path

from .views import RoomList, room

app_name = 'rooms'
urlpatterns = [
    path('', RoomList.as_view(), name='list'),
    path('<slug:slug>/', room, name='room'),
]
