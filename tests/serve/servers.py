"""Real servers of the three steps, each started once for all the tests that ask for it."""

import json
import os
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from redis import Redis

from tests.support.database import prepare
from tests.support.waiting import become
from workshop.base.steps import ROOT, STEPS
from workshop.serve.people import PEOPLE, sign_in
from workshop.serve.redis_server import redis_server
from workshop.serve.server import Server, copy_project
from workshop.serve.target import target

# Makes a coroutine that nobody awaited speak up, which it does not under runserver.
LOUD = {"PYTHONWARNINGS": "error::RuntimeWarning"}
SILENT_TROUBLE = ("Traceback", "never awaited")
# The steps themselves do not catch what somebody causes who leaves in the middle; this does.
LEAVING = "deploy.leaving:application"
WATCHED = Path(__file__).with_name("watched")
MEMBERS_SECONDS = 30
# How fast time passes in a watched layer: an hour in a minute, or in a second.
SPEEDS = {"watched": 60, "hasty": 3600}


@dataclass(frozen=True)
class Kind:
    """Which server: step 1, 2 or 3, its program, the channel layer, the how-many-th.

    ``program`` is "runserver", "daphne" or "uvicorn". ``application`` is what the last two serve.

    ``layer`` is "memory", "redis", or "watched" (in memory, its groups' members written down) or
    "hasty" (watched, and what waits for seconds is too old).
    """

    step: int
    program: str = "runserver"
    layer: str = "memory"
    number: int = 1
    application: str = Server.application

    def __str__(self):
        layer = f"-{self.layer}" * (self.step == 3)
        leaving = "-leaving" * (self.application == LEAVING)
        return f"step{self.step}-{self.program}{layer}{leaving}"


class Servers:
    """A context manager; ``get`` starts what is asked for, the end stops all of it."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.stack = ExitStack()
        self.projects, self.running, self.signed_in = {}, {}, None
        self.redis_url = None

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        for server in self.running.values():
            # Told all at once, they end side by side.
            if server.process is not None:
                server.process.terminate()
        self.stack.close()

    def project(self, step):
        """Return a migrated copy of the step, ada, grace and alan in its database."""
        if step not in self.projects:
            self.projects[step] = copy_project(STEPS[step], self.folder / f"step{step}")
            prepare(self.projects[step])
        return self.projects[step]

    def get(self, kind):
        """Return the running ``Server`` of the kind."""
        if kind not in self.running:
            extra = {**LOUD, "PYTHONPATH": str(ROOT)}
            if kind.layer == "redis":
                if self.redis_url is None:
                    self.redis_url = self.stack.enter_context(redis_server())
                extra["REDIS_URL"] = self.redis_url
            if kind.layer in SPEEDS:
                extra["WATCHED_SPEED"] = str(SPEEDS[kind.layer])
                extra["PYTHONPATH"] += os.pathsep + str(WATCHED)
                extra["DJANGO_SETTINGS_MODULE"] = "watched_settings"
                extra["WATCHED_DIARY"] = str(self.diary(kind))
            log = self.folder / f"{kind}-{kind.number}.log"
            server = Server(self.project(kind.step), kind.program, log, **extra)
            server.application = kind.application
            self.running[kind] = self.stack.enter_context(server)
        return self.running[kind]

    def people(self, step):
        """Return the cookies of ada and grace; before step 3 nobody is signed in."""
        if step < 3:
            return {}, {}
        if self.signed_in is None:
            port = self.get(Kind(3)).port
            self.signed_in = tuple(sign_in(port, name) for name in PEOPLE[:2])
        return self.signed_in

    def target(self, kind, **options):
        """Return the ``workshop.serve.target.Target`` for the server of the kind."""
        return target(kind.step, self.get(kind).port, self.people(kind.step), **options)

    def trouble(self, kind):
        """Return the words in the server's log that must never be there."""
        log = self.get(kind).output()
        return [word for word in SILENT_TROUBLE if word in log]

    def diary(self, kind):
        """Return the path of the file where a watched layer writes."""
        return self.folder / f"{kind}-{kind.number}.jsonl"

    def members(self, kind, room):
        """Return how many members the room's group has now; on Redis 1 stands for some."""
        if kind.layer == "redis":
            with Redis.from_url(self.redis_url) as client:
                [(_, subscribers)] = client.pubsub_numsub(f"asgi__group__chat_{room}")
            return subscribers
        counts = [0]
        for line in self.diary(kind).read_text(encoding="utf-8").splitlines(keepends=True):
            if line.endswith("\n"):
                group, members = json.loads(line)
                if group == f"chat_{room}":
                    counts.append(members)
        return counts[-1]

    def members_become(self, kind, room, wanted):
        """Return the number of members as soon as it is ``wanted``, at the latest in 30 s."""
        become(lambda: self.members(kind, room) == wanted, MEMBERS_SECONDS)
        return self.members(kind, room)
