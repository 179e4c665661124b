"""Imports what every project needs and no settings change, before a project is there.

A process of the lab waits with this done, so that a restart loads the reader's own modules and
little else. Nothing here may touch the settings or a model: the project would then start in another
order than on a server.
"""

import importlib

MODULES = (
    "channels.auth",
    "channels.generic.websocket",
    "channels.layers",
    "channels.routing",
    "channels.security.websocket",
    "daphne.endpoints",
    "django.contrib.admin",
    "django.contrib.staticfiles.handlers",
    "django.core.asgi",
    "django.core.management.commands.runserver",
    "django.core.servers.basehttp",
    "django.db.backends.sqlite3.base",
    "django.db.migrations.autodetector",
    "django.db.migrations.executor",
    "django.middleware.clickjacking",
    "django.middleware.common",
    "django.middleware.security",
    "django.shortcuts",
    "django.template.backends.django",
    "django.template.loaders.app_directories",
    "django.template.loaders.cached",
    "django.views.debug",
    "django.views.generic",
    "http.client",
)


def up():
    """Import them."""
    for name in MODULES:
        importlib.import_module(name)
