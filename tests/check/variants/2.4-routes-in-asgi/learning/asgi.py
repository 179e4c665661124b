import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path

os.environ['DJANGO_SETTINGS_MODULE'] = 'learning.settings'
http = get_asgi_application()

from chat.consumers import EchoConsumer

sockets = URLRouter([path('ws/echo/', EchoConsumer.as_asgi(), name='echo')])
application = ProtocolTypeRouter({
    'websocket': AllowedHostsOriginValidator(sockets),
    'http': http,
})
