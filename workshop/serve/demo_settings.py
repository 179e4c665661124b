"""A step's own settings, with the database outside the step's folder, also in a codespace.

``DJANGO_SETTINGS_MODULE=workshop.serve.demo_settings``, run with the step as the working directory.
"""

import os

from learning.settings import *  # noqa: F403
from learning.settings import ALLOWED_HOSTS, BASE_DIR, DATABASES, SECRET_KEY

from workshop.base.steps import DATA
from workshop.serve.codespace import KEY, hosts

DATABASES = {
    **DATABASES,
    "default": {
        **DATABASES["default"],
        "NAME": DATA / f"{BASE_DIR.name}.sqlite3",
    },
}
SECRET_KEY = os.environ.get(KEY, SECRET_KEY)
ALLOWED_HOSTS = [*ALLOWED_HOSTS, *hosts()]
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in hosts()]
