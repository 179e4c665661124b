"""Step 3's application with the consumer that ``MEASURE_CONSUMER`` names at ``/ws/chat/``.

Run with a copy of step 3 as the working directory.
"""

import os

from django.core.asgi import get_asgi_application

django_asgi_app = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils.module_loading import import_string  # noqa: E402

consumer = import_string(os.environ["MEASURE_CONSUMER"])
routes = [path("ws/chat/<slug:room_name>/", consumer.as_asgi())]
application = ProtocolTypeRouter(
    {
        "http": django_asgi_app,
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(routes))),
    }
)
