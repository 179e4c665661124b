from django.urls import path

from .views import Echo, Index

urlpatterns = [
    path('echo/', Echo.as_view(), name='echo'),
    path('', Index.as_view(), name='index'),
]
