"""What the lab's page knows of the lesson: the checkpoints' trees, claims and people, as JSON."""

import dataclasses
import json
import os
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from workshop.base.steps import ROOT, STEPS
from workshop.check.ask.probe_list import OF_MODULE, SENTENCES
from workshop.lesson import changes, checkpoints
from workshop.serve.people import PASSWORD, PEOPLE

# Questions that need another process beside the server.
NEED_ANOTHER = {"second-process", *OF_MODULE}
# Migrates, creates the people, and signs them in for good: what is kept must not expire.
MAKE = """
import datetime, json, sys
from django.conf import global_settings
global_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
import django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from workshop.serve.people import PEOPLE, create_people
call_command("migrate", verbosity=0)
create_people()
keys = {}
for name in PEOPLE:
    user = get_user_model().objects.get(username=name)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.set_expiry(datetime.datetime(2999, 12, 31, tzinfo=datetime.timezone.utc))
    session.create()
    keys[name] = session.session_key
print(json.dumps(keys))
"""


def database():
    """Return a migrated SQLite file (bytes), and the key of each person's session (a dict)."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "db.sqlite3"
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUTF8": "1",
            "DJANGO_SETTINGS_MODULE": "learning.settings",
        }
        made = subprocess.run(
            [sys.executable, "-c", MAKE, str(file)],
            cwd=STEPS[3],
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
        )
        return file.read_bytes(), json.loads(made.stdout)


def _target(checkpoint):
    asked = checkpoints.target(checkpoint, 8000)
    fields = ("pages", "echo", "socket", "over", "envelope")
    return {name: value for name, value in dataclasses.asdict(asked).items() if name in fields}


def _first(checkpoint):
    """Return the files that the checkpoint's page changes, in the order of the page."""
    page = checkpoint.fence.page
    paths = [change.path for change in checkpoint.changes if change.fence.page == page]
    # Nothing is to be read in an empty one.
    return [path for path in dict.fromkeys(paths) if checkpoint.tree.get(path)]


def contents(sessions):
    """Return what the page needs as a dict for JSON; ``sessions`` are the people's keys.

    Files are kept once: a checkpoint's ``files`` are numbers of ``texts``. ``builds`` are
    checkpoints that stand beside the way, each of them after the last one.
    """
    lesson = changes.read()
    texts = {}

    def numbers(tree):
        return {path: texts.setdefault(text, len(texts)) for path, text in sorted(tree.items())}

    def state(checkpoint):
        return {
            "name": checkpoint.name,
            "title": checkpoint.title,
            "step": checkpoint.step,
            "chapter": checkpoint.fence.link.replace(".md#", ".html#"),
            "files": numbers(checkpoint.tree),
            "first": _first(checkpoint),
            "claims": checkpoints.promises(checkpoint),
            "people": checkpoints.needs(checkpoint, "people"),
            "target": _target(checkpoint),
        }

    states = [state(checkpoint) for checkpoint in lesson.checkpoints]
    builds = [state(built) for built in lesson.built() if checkpoints.in_lab(lesson, built)]
    promised = {claim for it in [*states, *builds] for claim in it["claims"]}
    return {
        "texts": list(texts),
        "checkpoints": states,
        "builds": builds,
        "claims": {claim: SENTENCES[claim] for claim in sorted(promised)},
        "one_process": sorted(promised & NEED_ANOTHER),
        "people": list(PEOPLE),
        "password": PASSWORD,
        "versions": {name: metadata.version(name) for name in ("django", "channels", "daphne")},
        "sessions": sessions,
    }
