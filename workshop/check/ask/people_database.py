"""A database with three signed-in people, made once and copied for each trial."""

import hashlib
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from workshop.base.processes import finish
from workshop.base.steps import ROOT, STEPS
from workshop.serve.server import environment

MAKE = """
import json, django
django.setup()
from django.core.management import call_command
from workshop.check.ask.trial_people import NAMES, signed_in
call_command('migrate', verbosity=0)
print(json.dumps([signed_in(name) for name in NAMES]))
"""
# What such a database is made by: when one of these changes, it is made anew.
MAKERS = (
    Path(__file__),
    ROOT / "workshop" / "check" / "ask" / "trial_people.py",
    ROOT / "workshop" / "check" / "ask" / "trial_settings.py",
    STEPS[1] / "learning" / "settings.py",
)
KEPT = "people-"
DATA = ROOT / ".workshop"


class Database:
    """A migrated SQLite file with ada, grace and alan in it, and their ``cookies``, a tuple.

    It is kept in ``.workshop`` under a name that tells what it was made by, and nothing in it
    expires: a course prepared today is held in any month.
    """

    def __init__(self, folder):
        self.file = Path(folder) / "people.sqlite3"
        kept = self._kept()
        if kept and (kept / self.file.name).is_file():
            shutil.copy(kept / self.file.name, self.file)
            self.cookies = tuple(json.loads((kept / "cookies.json").read_text(encoding="utf-8")))
            return
        made = finish(
            [sys.executable, "-c", MAKE],
            "The people who are signed in could not be made:",
            cwd=STEPS[1],
            env=settings_environment("learning.settings", self.file),
        )
        self.cookies = tuple(json.loads(made.splitlines()[-1]))
        if kept:
            self._keep(kept)

    def _kept(self):
        return DATA / f"{KEPT}{made_by()}"

    def _keep(self, kept):
        """Keep it for the next call, if this checkout may be written to."""
        try:
            kept.parent.mkdir(exist_ok=True)
            with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
                made = Path(folder) / "made"
                made.mkdir()
                shutil.copy(self.file, made)
                (made / "cookies.json").write_text(json.dumps(self.cookies), encoding="utf-8")
                os.rename(made, kept)
            for former in kept.parent.glob(f"{KEPT}*"):
                if former != kept:
                    shutil.rmtree(former, ignore_errors=True)
        except OSError:
            # Somebody else was first, or nothing may be written here: it is made again then.
            return

    def copy(self, target):
        """Copy the file to ``target`` and return it."""
        return shutil.copy(self.file, target)


def made_by():
    """Return a short text that changes with Django's version and with the code of ``MAKERS``."""
    from django import get_version

    code = b"".join(file.read_bytes() for file in MAKERS)
    return hashlib.sha256(get_version().encode() + code).hexdigest()[:16]


def trial_variables(settings, database):
    """Return the variables with which a project with that module of settings uses ``database``."""
    return {
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "workshop.check.ask.trial_settings",
        "WORKSHOP_SETTINGS": settings,
        "WORKSHOP_DATABASE": str(database),
    }


def settings_environment(settings, database, **extra):
    """Return the environment of a process with ``trial_variables`` and ``extra``."""
    more = trial_variables(settings, database) | extra
    return environment(PYTHONDONTWRITEBYTECODE="1", **more)
