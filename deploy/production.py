"""The project's own settings, made fit for a public site; what only a site knows comes from
the environment."""

import os

from django.core.exceptions import ImproperlyConfigured
from learning.settings import *  # noqa: F403
from learning.settings import DATABASES


def from_environment(name):
    """Return the value of an environment variable that the site cannot do without."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. Set it in /etc/chat.env and restart.")
    return value


DEBUG = False
SECRET_KEY = from_environment("SECRET_KEY")
# Pages and sockets: the Origin of a handshake is compared with these names too.
ALLOWED_HOSTS = from_environment("ALLOWED_HOSTS").split(",")

DATABASES["default"]["NAME"] = from_environment("DATABASE")
STATIC_ROOT = from_environment("STATIC_ROOT")
STATIC_URL = "/static/"

# More than one process: without Redis each would be a chat of its own, and nobody is told.
from_environment("REDIS_URL")

# nginx speaks TLS and says so in this header; it overwrites what a visitor sends.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# Browsers refuse to use http: with this name for so long. Raise it when all is well.
SECURE_HSTS_SECONDS = 3600
