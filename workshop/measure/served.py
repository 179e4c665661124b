"""Variants as servers: one process each, all of them on copies of step 3 with one database."""

import sys
from contextlib import contextmanager
from pathlib import Path

from workshop.base.steps import STEPS
from workshop.check.ask.people_database import Database, settings_environment
from workshop.load.asking import CHAT
from workshop.load.subject import Subject
from workshop.measure.variants import RUNGS
from workshop.serve.people import PEOPLE
from workshop.serve.server import Server, copy_project

# The servers without Django take a name's word for it.
NAMES = tuple({"name": name} for name in PEOPLE)
ASGI = f"{RUNGS.rpartition('.')[0]}.asgi:application"
OPTIONS = {
    "uvicorn": ("--ws", "websockets-sansio", "--lifespan", "off", "--log-level", "warning"),
}


class VariantServer(Server):
    """The server of one ``Variant``; a context manager, as ``Server`` is."""

    def __init__(self, variant, project, log, **extra):
        options = OPTIONS.get(variant.program)
        super().__init__(project, variant.program, log, options=options, **extra)
        self.application = ASGI if variant.channels else variant.application

    def command(self):
        """Return the argument list that starts the variant's program."""
        if self.program == "script":
            return [sys.executable, "-m", self.application, str(self.port)]
        return super().command()


class Stage:
    """A folder with a copy of step 3 and its people, on which variants are served."""

    def __init__(self, folder, redis=None):
        self.folder, self.redis = Path(folder), redis
        self.database = Database(folder)
        self.project = copy_project(STEPS[3], self.folder / "project")

    @contextmanager
    def serve(self, variant):
        """Serve a ``Variant``; yield its ``Subject``. Raises ``RuntimeError``, as ``Server``."""
        extra = settings_environment("learning.settings", self.database.file)
        extra |= {
            "DJANGO_SETTINGS_MODULE": "workshop.measure.measure_settings",
            "MEASURE_CONSUMER": variant.application,
            "MEASURE_LAYER": variant.layer,
            "MEASURE_REDIS": self.redis or "",
        }
        log = self.folder / f"{variant.id}.log"
        with VariantServer(variant, self.project, log, **extra) as server:
            cookies = self.database.cookies if variant.channels else NAMES
            pid = server.process.pid
            yield Subject(variant.title, server.port, CHAT, cookies=cookies, pid=pid)
