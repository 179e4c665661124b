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
    "django.conf.urls",
    "django.contrib.admin",
    "django.contrib.auth.checks",
    "django.contrib.auth.context_processors",
    "django.contrib.auth.hashers",
    "django.contrib.auth.password_validation",
    "django.contrib.auth.tokens",
    "django.contrib.auth.validators",
    "django.contrib.contenttypes.checks",
    "django.contrib.messages.context_processors",
    "django.contrib.messages.middleware",
    "django.contrib.messages.storage.fallback",
    "django.contrib.sessions.middleware",
    "django.contrib.sessions.serializers",
    "django.contrib.sites.requests",
    "django.contrib.staticfiles.checks",
    "django.contrib.staticfiles.handlers",
    "django.contrib.staticfiles.storage",
    "django.core.asgi",
    "django.core.cache.backends.locmem",
    "django.core.management.commands.makemigrations",
    "django.core.management.commands.migrate",
    "django.core.management.commands.runserver",
    "django.core.servers.basehttp",
    "django.db.backends.sqlite3.base",
    "django.db.migrations.autodetector",
    "django.db.migrations.executor",
    "django.db.migrations.writer",
    "django.db.models.sql.compiler",
    "django.middleware.clickjacking",
    "django.middleware.common",
    "django.middleware.security",
    "django.shortcuts",
    "django.template.backends.django",
    "django.template.context_processors",
    "django.template.loaders.app_directories",
    "django.template.loaders.cached",
    "django.templatetags.cache",
    "django.templatetags.l10n",
    "django.templatetags.tz",
    "django.utils.translation.reloader",
    "django.views.csrf",
    "django.views.debug",
    "django.views.defaults",
    "django.views.generic",
    "getpass",
    "http.client",
)


def up():
    """Import them."""
    for name in MODULES:
        importlib.import_module(name)
