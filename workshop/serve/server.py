"""A project in a folder, served on this machine by a process of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from workshop.base import processes
from workshop.base.steps import ROOT
from workshop.serve.listener import held_by

LOOPBACK = "127.0.0.1"
START_SECONDS = 30
# A consumer that hears of a closed socket while Daphne stops waits for ever, and Python for it.
STOP_SECONDS = 3
ADDRESS = "{host}:{port}"
APPLICATION = "{application}"
UVICORN_WORKER = "uvicorn_worker.UvicornWorker"
# Otherwise it waits half a minute for open sockets when it is stopped, and has a file at home.
GUNICORN = ("-m", "gunicorn", "--graceful-timeout", "2", "--no-control-socket")
# What stands behind ``python``, for each program that serves a project.
PROGRAMS = {
    "runserver": ("manage.py", "runserver", ADDRESS),
    "daphne": ("-m", "daphne", "-b", "{host}", "-p", "{port}", APPLICATION),
    "uvicorn": ("-m", "uvicorn", "--host", "{host}", "--port", "{port}", APPLICATION),
    "gunicorn": (*GUNICORN, "-k", "asgi", "-b", ADDRESS, APPLICATION),
    "gunicorn-uvicorn": (*GUNICORN, "-k", UVICORN_WORKER, "-b", ADDRESS, APPLICATION),
}
# Gunicorn listens before its worker has read the project; this is printed when that is done.
READY = {
    "gunicorn": "ASGI server listening",
    "gunicorn-uvicorn": "Application startup complete",
}
WITHOUT_RELOADER = ("--noreload",)


def free_port():
    """Return a TCP port of the loopback address that nothing uses at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def copy_project(source, target):
    """Copy a project's files to the new folder ``target``, its database left out."""
    ignore = shutil.ignore_patterns("__pycache__", "db.sqlite3*")
    return Path(shutil.copytree(source, target, ignore=ignore))


def environment(**extra):
    """Return this process's environment for a project's process, with ``extra`` added.

    What the caller's own Django or Redis would bring along is taken out.
    """
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DJANGO_SETTINGS_MODULE", "REDIS_URL"}
    }
    return {**inherited, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", **extra}


def prepare(project):
    """Migrate the database of the project and create ada, grace and alan in it.

    Raises ``Problem`` when that fails.
    """
    variables = {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "learning.settings"}
    processes.finish(
        [sys.executable, "-m", "workshop.serve.people"],
        f"The database could not be prepared:\n    {project}",
        cwd=project,
        env=environment(**variables),
    )


class Server:
    """A project, served by ``runserver`` or another of the ``PROGRAMS``: the one way to do that.

    A context manager: inside, the server answers on ``port``; after, its process is gone, and all
    that it has started, whenever it is interrupted. What it prints is added to the file ``log``.
    ``start`` and ``stop`` may be called again inside; the port stays the same. ``place`` is a pair
    of address and port, by default a free one here; ``options`` stand behind the command: by
    default those that keep ``runserver`` one process. ``extra`` is for its environment.
    ``application`` is what programs other than ``runserver`` serve.
    """

    application = "learning.asgi:application"
    seconds = START_SECONDS

    def __init__(self, project, program="runserver", log=None, place=None, options=None, **extra):
        self.project = Path(project)
        self.program = program
        self.log = Path(log) if log else self.project.with_name(self.project.name + ".log")
        self.host, self.port = place or (LOOPBACK, free_port())
        # A port that is free may be somebody else's a moment later.
        self._may_move = place is None
        self.extra = extra
        only_runserver = WITHOUT_RELOADER if program == "runserver" else ()
        self.options = only_runserver if options is None else options
        self.process = None
        self._printed = 0

    def url(self, path="/", scheme="http", host=LOOPBACK):
        """Return the address of ``path`` at this server."""
        return f"{scheme}://{host}:{self.port}{path}"

    def command(self):
        """Return the argument list that starts the server."""
        values = {"host": self.host, "port": self.port, "application": self.application}
        words = (word.format(**values) for word in PROGRAMS[self.program])
        return [sys.executable, *words, *self.options]

    def environment(self):
        """Return the environment of the process: this one's, without what is ours alone."""
        return environment(**self.extra)

    def start(self):
        """Start the process and return when it listens.

        Raises ``RuntimeError`` with the server's own output when it ends before, or does not
        listen within ``seconds``.
        """
        while not self._listens_now():
            self.stop()
            if not self.moves():
                raise RuntimeError(f"The server did not start:\n{self.output()}")
        self._may_move = False

    def _listens_now(self):
        with self.log.open("ab") as output:
            self._printed = len(self.output())
            self.launch(stdout=output, stderr=subprocess.STDOUT)
        try:
            return self.wait(time.monotonic() + self.seconds)
        except BaseException:
            self.stop()
            raise

    def moves(self):
        """Take another free port, if somebody else has taken the one that was chosen for this.

        Returns whether it has another port now, and may be launched again.
        """
        taken = self._may_move and self._answers()
        if taken:
            self.port = free_port()
        return taken

    def launch(self, **streams):
        """Start the process and wait for nothing; ``streams`` as ``subprocess.Popen`` has them."""
        self.process = processes.start(
            self.command(), cwd=self.project, env=self.environment(), **streams
        )

    def wait(self, deadline):
        """Return True when the server listens; False when it has ended, or at ``deadline``.

        ``deadline`` is a ``time.monotonic()``.
        """
        while not self.listens():
            if self.process.poll() is not None or time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def listens(self):
        """Return whether it is this server that listens at its address, its project read."""
        ready = READY.get(self.program)
        if ready and ready not in self.output()[self._printed :]:
            return False
        return self._answers() and held_by(self.process.pid, self.port)

    def _answers(self):
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex((self.host, self.port)) == 0

    def stop(self, gentle=STOP_SECONDS):
        """End the process and its children: asked first, with force after ``gentle`` seconds."""
        process, self.process = self.process, None
        if process is not None:
            processes.stop(process, gentle)

    def output(self):
        """Return everything the server has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exception):
        self.stop()
