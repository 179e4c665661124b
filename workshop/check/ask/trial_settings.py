"""A learner's settings on a copy of ours: their database is never opened.

``DJANGO_SETTINGS_MODULE=workshop.check.ask.trial_settings`` with the learner's own module in
``WORKSHOP_SETTINGS`` and the file of the database in ``WORKSHOP_DATABASE``. With
``WORKSHOP_LAYER=memory`` the channel layer is one in memory. With ``WORKSHOP_BOLD`` the copy's
database gets a row of each model of theirs, and a guard keeps all that they do inside of the copy.
"""

import importlib
import os
from pathlib import Path

from workshop.check.ask import guard, inside, inside_layer, trial_people

_theirs = importlib.import_module(os.environ["WORKSHOP_SETTINGS"])
globals().update({name: value for name, value in vars(_theirs).items() if name.isupper()})

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["WORKSHOP_DATABASE"],
    }
}
# What is sent for a trial must not leave the copy.
if not Path(getattr(_theirs, "MEDIA_ROOT", None) or "").resolve().is_relative_to(Path.cwd()):
    MEDIA_ROOT = Path(os.environ["WORKSHOP_DATABASE"]).with_name("media")
if hasattr(_theirs, "STORAGES"):
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    STORAGES = {**_theirs.STORAGES, "default": files}
if os.environ.get("WORKSHOP_LAYER") == "memory":
    # Where no Redis answers, everything else can be asked all the same.
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
if getattr(_theirs, "SECRET_KEY", None):
    # The sessions of the people who are signed in already were made with this one.
    SECRET_KEY = "for-checks-on-a-copy-only"
# They guard nothing on a copy: a slow hash would only hold up whatever else is asked.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if os.environ.get("WORKSHOP_BOLD"):
    guard.stand(Path.cwd().parent)
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
inside.watch(os.getcwd(), globals().get("INSTALLED_APPS", ()))
inside_layer.watch()
trial_people.prepare_at_start(os.environ["WORKSHOP_DATABASE"])
