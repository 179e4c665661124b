from django.urls import path

from ticker.consumers import TickerConsumer

routes = [path('live/', TickerConsumer.as_asgi())]
