"""Makes the database of a trial fit its project, inside the project's own server.

Imported by ``trial_settings``. Before the server looks for unapplied migrations, those of
the project are applied to the copy. A project with users or sessions of another kind than Django's
own gets people of that kind; ``cookies(file)`` returns them, outside.
"""

import contextlib
import json
import os
from importlib import import_module
from pathlib import Path

from workshop.check.ask import trial_rows
from workshop.serve.people import PASSWORD
from workshop.serve.people import PEOPLE as NAMES

# A project that leaves these as they are can use the people of ``people_database``.
USUAL = (
    "AUTH_USER_MODEL",
    "AUTHENTICATION_BACKENDS",
    "SESSION_COOKIE_NAME",
    "SESSION_ENGINE",
    "SESSION_SERIALIZER",
)
# In seconds, a hundred years: what is kept for other days does not end in the middle of a course.
NO_END = 100 * 365 * 24 * 3600


def _file_of(database):
    return Path(f"{database}.cookies.json")


def cookies(database, usual):
    """Return the cookies of the people in a database file: those written here, else ``usual``."""
    try:
        return tuple(json.loads(_file_of(database).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return usual


def prepare_at_start(database):
    """Let ``runserver`` of this process prepare the database file when it looks at migrations."""
    from django.core.management.base import BaseCommand

    check_migrations = BaseCommand.check_migrations

    def prepare_and_check(command):
        # Whatever is wrong with their tables or users, their server is to tell.
        with contextlib.suppress(Exception):
            _prepare(database)
        check_migrations(command)

    BaseCommand.check_migrations = prepare_and_check


def _prepare(database):
    from django.conf import global_settings, settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    differs = {name for name in USUAL if getattr(settings, name) != getattr(global_settings, name)}
    if "AUTH_USER_MODEL" in differs:
        # Django's own users are in the tables already: begin with none.
        connection.close()
        Path(database).write_bytes(b"")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
    if differs:
        made = json.dumps([signed_in(name) for name in NAMES])
        _file_of(database).write_text(made, encoding="utf-8")
    if os.environ.get("WORKSHOP_BOLD"):
        trial_rows.fill(Path.cwd())
    connection.close()


def signed_in(name):
    """Make a user with a session, with the settings of this process; return their cookies."""
    from django.conf import settings
    from django.contrib.auth import (
        BACKEND_SESSION_KEY,
        HASH_SESSION_KEY,
        SESSION_KEY,
        get_user_model,
    )

    model = get_user_model()
    values = _unique(model, name)
    user = model._default_manager.filter(**values).first() or model(**values)
    for right in ("is_active", "is_staff", "is_superuser"):
        setattr(user, right, True)
    user.set_password(PASSWORD)
    user.save()
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = user._meta.pk.value_to_string(user)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.set_expiry(NO_END)
    session.save()
    return {settings.SESSION_COOKIE_NAME: session.session_key}


def _unique(model, name):
    """Return a value for each text that no two users may share."""
    from django.db.models import CharField, EmailField

    fields = [field for field in model._meta.concrete_fields if field.unique]
    return {
        field.name: f"{name}@example.com" if isinstance(field, EmailField) else name
        for field in fields
        if isinstance(field, CharField) and not field.primary_key
    }
