from django.urls import path

from ticker.views import home

urlpatterns = [path('', home)]
