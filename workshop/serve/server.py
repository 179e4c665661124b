"""A project in a folder, served on this machine by a process of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from workshop.base.steps import ROOT

LOOPBACK = "127.0.0.1"
START_SECONDS = 30
STOP_SECONDS = 10
# Django has no lifespan events; its log is no lesson.
UVICORN = ("--lifespan", "off", "--log-level", "warning")


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

    Raises ``subprocess.CalledProcessError``, its ``stderr`` a str, when that fails.
    """
    subprocess.run(
        [sys.executable, "-m", "workshop.serve.prepare"],
        cwd=project,
        env=environment(PYTHONPATH=str(ROOT), DJANGO_SETTINGS_MODULE="learning.settings"),
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )


class Server:
    """``runserver`` (without the reloader), ``daphne`` or ``uvicorn`` for one project.

    A context manager: inside, the server answers on ``port``; after, its process is gone.
    What it prints is added to the file ``log``. ``start`` and ``stop`` may be called again
    inside; the port stays the same. ``application`` is what the last two serve.
    """

    application = "learning.asgi:application"

    def __init__(self, project, program="runserver", log=None, **extra):
        self.project = Path(project)
        self.program = program
        self.log = Path(log) if log else self.project.with_name(self.project.name + ".log")
        self.extra = extra
        self.port = free_port()
        self.process = None

    def url(self, path="/", scheme="http", host=LOOPBACK):
        """Return the address of ``path`` at this server."""
        return f"{scheme}://{host}:{self.port}{path}"

    def command(self):
        """Return the argument list that starts the server."""
        if self.program == "daphne":
            options = ["-b", LOOPBACK, "-p", str(self.port), self.application]
            return [sys.executable, "-m", "daphne", *options]
        if self.program == "uvicorn":
            options = ["--host", LOOPBACK, "--port", str(self.port), *UVICORN, self.application]
            return [sys.executable, "-m", "uvicorn", *options]
        address = f"{LOOPBACK}:{self.port}"
        return [sys.executable, "manage.py", "runserver", "--noreload", address]

    def start(self):
        """Start the process and return when it listens.

        Raises ``RuntimeError`` with the server's own output when it ends before, or does not
        listen within 30 seconds.
        """
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command(),
                cwd=self.project,
                env=environment(**self.extra),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._listens():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"The server did not start:\n{self.output()}")
            time.sleep(0.05)

    def _listens(self):
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex((LOOPBACK, self.port)) == 0

    def stop(self):
        """End the process and wait until it is gone."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def output(self):
        """Return everything the server has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exception):
        self.stop()
