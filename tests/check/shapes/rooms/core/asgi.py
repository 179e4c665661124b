import os

from django.core.asgi import get_asgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'core.settings')
http = get_asgi_application()

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator

import rooms.routing

application = ProtocolTypeRouter({
    'http': http,
    'websocket': AllowedHostsOriginValidator(
        AuthMiddlewareStack(URLRouter(rooms.routing.websocket_urlpatterns))
    ),
})
