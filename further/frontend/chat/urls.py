from django.urls import path

from . import front_end, views

urlpatterns = [
    path('', views.index, name='index'),
    path('enter/', front_end.enter, name='enter'),
    path('<slug:room_name>/', views.room, name='room'),
]
