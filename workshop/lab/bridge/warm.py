"""Imports what every project needs and no settings change, before a project is there.

A process of the lab waits with this done, so that a restart loads the reader's own modules and
little else. Nothing here may touch the settings or a model: the project would then start in another
order than on a server.
"""

import asyncio  # noqa: F401
import http.client  # noqa: F401
import sqlite3  # noqa: F401

import channels.auth  # noqa: F401
import channels.generic.websocket  # noqa: F401
import channels.layers  # noqa: F401
import channels.routing  # noqa: F401
import channels.security.websocket  # noqa: F401
import django.contrib.admin  # noqa: F401
import django.contrib.staticfiles.handlers  # noqa: F401
import django.core.asgi  # noqa: F401
import django.core.handlers.asgi  # noqa: F401
import django.core.management.commands.runserver  # noqa: F401
import django.core.servers.basehttp  # noqa: F401
import django.db.migrations.executor  # noqa: F401
import django.shortcuts  # noqa: F401
import django.template.backends.django  # noqa: F401
import django.views.debug  # noqa: F401
import django.views.generic  # noqa: F401
