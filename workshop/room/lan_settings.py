"""Step 3 for a room: settings that ``workshop.room.lan`` chooses, and no debug pages for strangers.

``DJANGO_SETTINGS_MODULE=workshop.room.lan_settings``, run with the step as the working directory.
"""

import os

from workshop.serve.demo_settings import *  # noqa: F403
from workshop.serve.demo_settings import DATABASES

# A page with a traceback would show the room what is in the settings.
DEBUG = False
# The step's own key can be read by everybody who has the repository.
SECRET_KEY = os.environ["WORKSHOP_LAN_KEY"]
ALLOWED_HOSTS = [os.environ["WORKSHOP_LAN_ADDRESS"]]
# Browsers take this header over HTTPS only, and say so in red lines of the console.
SECURE_CROSS_ORIGIN_OPENER_POLICY = None
DATABASES["default"]["NAME"] = os.environ["WORKSHOP_LAN_DATABASE"]
# Around the step's own: a room is where people leave in the middle, by the dozen.
ASGI_APPLICATION = "deploy.leaving.application"
