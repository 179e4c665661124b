"""The board's settings: what ``workshop.room.board_server`` chooses comes in the environment.

``DJANGO_SETTINGS_MODULE=workshop.room.board.board_settings``. ``WORKSHOP_BOARD_FACTS`` is a JSON
file with what the board says of the lesson: ``checkpoints``, ``mistakes`` and an ``agenda``.
"""

import json
import os
from pathlib import Path

FACTS = json.loads(Path(os.environ["WORKSHOP_BOARD_FACTS"]).read_text(encoding="utf-8"))

# A page with a traceback would show the room what is in the settings.
DEBUG = False
SECRET_KEY = os.environ["WORKSHOP_BOARD_SECRET"]
ALLOWED_HOSTS = [os.environ["WORKSHOP_BOARD_ADDRESS"]]
# A browser takes this header over HTTPS only, and says so in red.
SECURE_CROSS_ORIGIN_OPENER_POLICY = None

INSTALLED_APPS = [
    "daphne",
    "django.contrib.staticfiles",
    "workshop.room.board",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "workshop.room.board.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
    },
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["WORKSHOP_BOARD_DATABASE"],
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
ASGI_APPLICATION = "workshop.room.board.board_asgi.application"
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels.layers.InMemoryChannelLayer",
        # A page that falls behind misses old pictures of the room, not the newest for long.
        "CONFIG": {"capacity": 1000},
    },
}
