"""The project's own settings, made fit for a public site; what only a site knows comes from
the environment."""

import os

from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured
from learning.settings import *  # noqa: F403
from learning.settings import CHANNEL_LAYERS, DATABASES
from redis import Redis, RedisError

# Where the page says that it is written, without and with containers.
FILES = "/etc/chat.env (or deploy/.env)"


def from_environment(name):
    """Return the value of an environment variable that the site cannot do without."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. Set it in {FILES} and restart.")
    return value


DEBUG = False
SECRET_KEY = from_environment("SECRET_KEY")
# Pages and sockets: the Origin of a handshake is compared with these names too.
ALLOWED_HOSTS = [name.strip() for name in from_environment("ALLOWED_HOSTS").split(",")]

DATABASES["default"]["NAME"] = from_environment("DATABASE")
STATIC_ROOT = from_environment("STATIC_ROOT")
STATIC_URL = "/static/"

# More than one process: without Redis each would be a chat of its own, and nobody is told.
REDIS_URL = from_environment("REDIS_URL")
# Without a time-out, a Redis that stands still would keep everybody waiting.
REDIS_SECONDS = 5
CHANNEL_LAYERS["default"]["CONFIG"]["hosts"] = [
    {"address": REDIS_URL, "socket_timeout": REDIS_SECONDS},
]


@register("redis")
def redis_answers(**kwargs):
    """Ask Redis once, so that its absence is one line and not a traceback for each handshake."""
    seconds = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS}
    try:
        with Redis.from_url(REDIS_URL, **seconds) as client:
            client.ping()
    except (RedisError, ValueError) as error:
        hint = "Is it running? systemctl status redis-server. Its address is REDIS_URL."
        return [Error(f"Redis does not answer: {error}", hint=hint, id="chat.E001")]
    return []


# nginx speaks TLS and says so in this header; it overwrites what a visitor sends.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# Browsers refuse to use http: with this name for so long. Raise it when all is well.
SECURE_HSTS_SECONDS = 3600
