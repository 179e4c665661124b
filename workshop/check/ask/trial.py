"""One trial: a copy of a project is served, asked what works, and stopped."""

import itertools
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from workshop.base.processes import reading
from workshop.check.ask import leash, trial_people
from workshop.check.ask.inside import LOOK_SECONDS
from workshop.check.ask.people_database import settings_environment
from workshop.check.ask.project import write
from workshop.serve.ports import listening
from workshop.serve.server import Server

START_SECONDS = 8
PROBE_SECONDS = 2.0
MOST_OUTPUT = 200_000
# Added to what a server prints that is still busy.
SLOW = "It did not answer within {} s."


@dataclass(frozen=True)
class Trial:
    """What one trial saw: claim ``id`` to ``Observation``, and what the server printed."""

    started: bool
    output: str
    seen: dict = field(default_factory=dict)
    took: float = 0.0
    """Seconds until the server listened."""

    def agrees(self, claim, held):
        """Return whether a claim came out as ``held``; False when it was not asked."""
        return claim in self.seen and self.seen[claim].held is held


class OutOfTime(Exception):
    """There was no time left to see what a trial would have shown."""


class _Output:
    """Reads all a server prints, so that it never waits, and keeps the first part and the last."""

    def __init__(self, pipe):
        self.first, self.last = b"", b""
        self._thread = reading(_chunks(pipe), self._take)

    def _take(self, chunk):
        if chunk and len(self.first) < MOST_OUTPUT:
            self.first += chunk
        elif chunk:
            self.last = (self.last + chunk)[-MOST_OUTPUT:]

    def text(self):
        self._thread.join(1)
        return (self.first + self.last).decode("utf-8", "replace").replace("\r\n", "\n")


def _chunks(pipe):
    with open(pipe, "rb", buffering=0) as stream:
        while chunk := stream.read(65536):
            yield chunk


class _TrialServer(Server):
    """A learner's project: it ends when we do, and what it wants when it is stopped is its own."""

    def command(self):
        return [*leash.COMMAND, *super().command()]

    def _answers(self):
        # Whatever their settings make of the address.
        return listening(self.port) is not None


class Laboratory:
    """Makes trials of one project in a temporary folder; safe to use from several threads."""

    def __init__(self, folder, project, database):
        self.folder = Path(folder)
        self.project = project
        self.database = database
        self.variables = {}
        self._numbers = itertools.count()

    def copy(self, tree):
        """Write a copy of ``tree``; return its folder, its database and the environment for it."""
        number = next(self._numbers)
        project = write(tree, self.folder / str(number) / "project", self.project.others)
        database = self.database.copy(project.parent / "people.sqlite3")
        settings = self.project.settings_of(tree)
        return project, database, settings_environment(settings, database, **self.variables)

    def trial(self, tree, probes, target, deadline, patience=1):
        """Serve ``tree`` and ask ``probes``; return the ``Trial``.

        ``probes``: claim ``id`` to function; ``target(port, cookies, folder)`` gives what each is
        called with, ``cookies`` being those of three people who are signed in; ``deadline``: a
        ``time.monotonic()`` after which nothing more is begun; ``patience``: how many times the
        usual time the server may take to start. Raises ``OutOfTime``.
        """
        if time.monotonic() > deadline:
            raise OutOfTime
        project, database, variables = self.copy(tree)
        server = _TrialServer(project, **variables)
        trial = self._served(server, database, probes, target, deadline, patience)
        if not trial.started and server.moves():
            trial = self._served(server, database, probes, target, deadline, patience)
        return trial

    def _served(self, server, database, probes, target, deadline, patience):
        # A pipe of our own: who escapes may keep it open, and is not waited for.
        reading, writing = os.pipe()
        output = _Output(reading)
        try:
            server.launch(stdin=subprocess.PIPE, stdout=writing, stderr=subprocess.STDOUT)
        finally:
            os.close(writing)
        try:
            seconds, began = patience * START_SECONDS, time.monotonic()
            started = server.wait(min(deadline, time.monotonic() + seconds))
            took = time.monotonic() - began
            late = not started and server.process.poll() is None
            if late and time.monotonic() > deadline:
                raise OutOfTime
            seen = {}
            if started:
                people = trial_people.cookies(database, self.database.cookies)
                made = target(server.port, people, server.project)
                seen = _ask(probes, made)
                if "socket" in probes:
                    # One more connection waits behind the ends of all others, and Daphne looks at
                    # these once more: so their errors show.
                    made.open("workshopcheck").close()
                    time.sleep(2 * LOOK_SECONDS)
        finally:
            # With force: what a learner's project does when it is asked to stop is not waited for.
            server.stop(gentle=0)
            end_escaped(database)
        said = output.text() + (f"\n{SLOW.format(seconds)}" if late else "")
        return Trial(started, said, seen, took)


def _ask(probes, target):
    with ThreadPoolExecutor(len(probes) or 1) as pool:
        answers = {claim: pool.submit(probe, target) for claim, probe in probes.items()}
        return {claim: answer.result() for claim, answer in answers.items()}


def end_escaped(database):
    """End what left a copy's process group but not its environment, where one can see it.

    ``database``: the copy's own, which the environment of all that it started names.
    """
    mark = str(database)
    for process in psutil.process_iter():
        try:
            if mark in process.environ().values():
                process.kill()
        except psutil.Error:
            # It has ended by itself, or is somebody else's.
            continue
