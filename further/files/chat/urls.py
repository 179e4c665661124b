from django.urls import path

from . import pictures, views

urlpatterns = [
    path('', views.index, name='index'),
    path('<slug:room_name>/', views.room, name='room'),
    path('<slug:room_name>/picture/', pictures.send_picture, name='send_picture'),
    path('pictures/<uuid:key>/', pictures.picture, name='picture'),
]
