"""A step's own settings, with the database outside the step's folder.

``DJANGO_SETTINGS_MODULE=workshop.demo_settings``, run with the step as the working directory.
"""

from learning.settings import *  # noqa: F403
from learning.settings import BASE_DIR, DATABASES

from workshop.steps import ROOT

DATABASES = {
    **DATABASES,
    "default": {
        **DATABASES["default"],
        "NAME": ROOT / ".workshop" / f"{BASE_DIR.name}.sqlite3",
    },
}
