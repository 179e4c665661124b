"""What is measured: a copy of a project on a free port, or a server that runs on this machine."""

import getpass
import ipaddress
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from workshop.base.problems import Problem
from workshop.base.steps import PORT, STEPS
from workshop.check.ask.people_database import Database, settings_environment
from workshop.check.ask.project import find
from workshop.load.asking import CHAT, ROOM, spoken
from workshop.serve import listener
from workshop.serve.client import Socket
from workshop.serve.people import PASSWORD, PEOPLE, SignInError, sign_in
from workshop.serve.server import LOOPBACK, Server, copy_project, environment
from workshop.setup.pip_output import tail

WITHOUT_SCHEME = re.compile(r"[^/\\]+:\d+(/.*)?")
TRACEBACK = "Traceback (most recent call last):\n"
LINES = 3
LAYER = """
from django.conf import settings
print(settings.CHANNEL_LAYERS["default"]["BACKEND"].rpartition(".")[2])
"""


@dataclass(frozen=True)
class Subject:
    """Where a server answers, how it is spoken to, and whether a room hears a message.

    ``cookies`` are those of the people who are signed in, who share the sockets; ``pid`` is the
    server's process, None where that is not known. ``envelope``: messages are JSON objects.
    ``setting`` says for people what else the figures depend on; ``trouble()`` returns what the
    server's log says, "" where all is well or unknown.
    """

    name: str
    port: int
    path: str
    host: str = LOOPBACK
    cookies: tuple = ()
    envelope: bool = True
    group: bool = True
    pid: int | None = None
    setting: str = ""
    trouble: Callable[[], str] = str

    def __str__(self):
        """Return what is measured, in a line."""
        return ", ".join(part for part in (self.name, self.path, self.setting) if part)


@contextmanager
def opened(options):
    """Yield the ``Subject`` that the command's options name; what was started is stopped after.

    Raises ``Problem``: not on this machine, no project, no WebSocket, nobody can sign in.
    """
    if is_address(options.subject):
        yield from_address(options.subject, options.path, options.user, options.password)
        return
    if options.user:
        raise Problem("--user is for an address: a folder is served with people of its own.")
    with from_folder(options.subject, options.path) as subject:
        yield subject


@contextmanager
def from_folder(folder, path=None):
    """Serve a copy of a project (a folder, or a step's number) and yield its ``Subject``."""
    number = str(folder)
    project = find(STEPS[int(number)] if number in map(str, STEPS) else folder)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        database = Database(temporary)
        copy = copy_project(project.folder, Path(temporary) / "project")
        extra = settings_environment(project.settings_of(project.tree), database.file)
        if "REDIS_URL" in os.environ:
            extra["REDIS_URL"] = os.environ["REDIS_URL"]
        server = Server(copy, log=Path(temporary) / "server.log", **extra)
        try:
            server.start()
        except RuntimeError as error:
            raise Problem(
                f"The project does not start:\n    {project.folder}\n{tail(str(error))}\n"
                f"Ask what is wrong:\n    python -m workshop check {project.folder}"
            ) from None
        try:
            name, cookies = project.folder.name, database.cookies
            told = partial(trouble, server)
            path, group = spoken(name, server.port, LOOPBACK, path, cookies, told)
            layer = f"{_layer(copy, extra)}, " if group else ""
            yield Subject(
                name, server.port, path, cookies=cookies, envelope=group, group=group,
                pid=server.process.pid, setting=f"{layer}runserver", trouble=told,
            )  # fmt: skip
        finally:
            server.stop()


def _layer(project, extra):
    """Return the name of the class that a project's settings name as its channel layer."""
    done = subprocess.run(
        [sys.executable, "-c", LAYER],
        cwd=project,
        env=environment(**extra),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout.strip() or "channel layer not known"


def from_address(address, path=None, user=None, password=None):
    """Return the ``Subject`` for a server that runs already. Raises ``Problem``."""
    host, port = local(address)
    path = path or socket_path(address)
    name = f"http://{host}:{port}/"
    first = Socket(port, (path or CHAT).replace("{room}", ROOM), host=host)
    first.close()
    if first.status is None:
        raise Problem(
            f"{name}: {first.happened}.\nStart the server first, in a terminal of its own:\n"
            f"    python manage.py runserver {port}"
        )
    cookies = ()
    if user or first.status == 403:
        cookies = _signed_in(host, port, user, password)
    path, group = spoken(name, port, host, path, cookies)
    process = listener.owner(port)
    pid = process.pid if process else None
    return Subject(name, port, path, host, cookies, group, group, pid, "a server that runs already")


def _signed_in(host, port, user, password):
    if user and password is None:
        if not sys.stdin.isatty():
            raise Problem(f"Which password has {user}? Add --password.")
        password = getpass.getpass(f"Password of {user}: ")
    names = (user,) if user else PEOPLE
    try:
        return tuple(sign_in(port, name, password or PASSWORD, host=host) for name in names)
    except SignInError as error:
        raise Problem(
            f"{error}\nThe chat is for people who are signed in. Name one of this server's:\n"
            "    --user NAME --password PASSWORD"
        ) from None


def is_address(text):
    """Return whether ``text`` is an address, and no folder. Raises ``Problem`` without http:."""
    if "://" not in text and WITHOUT_SCHEME.fullmatch(text):
        raise Problem(f"An address begins with its scheme:\n    http://{text}")
    return "://" in text


def socket_path(address):
    """Return the path of a socket's address, which begins with ws:; None for any other."""
    parts = urlsplit(address)
    return parts.path if parts.scheme == "ws" and parts.path not in ("", "/") else None


def local(address):
    """Return host and port of an address on this machine. Raises ``Problem`` for any other."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or 80
    except ValueError:
        raise Problem(f"{address} is not an address: write http://{LOOPBACK}:{PORT}/") from None
    if host != LOOPBACK and _is_loopback(host):
        raise Problem(
            f"{host} is this machine, but the people of this command come to {LOOPBACK} only.\n"
            f"Let the server listen there, and write:\n    http://{LOOPBACK}:{port}/"
        )
    if host not in (LOOPBACK, "localhost") and not host.endswith(".localhost"):
        raise Problem(
            f"{host or address} may be another machine. "
            "This command sends very much,\n"
            f"so it measures servers at its own loopback address only:\n    http://{LOOPBACK}:{PORT}/\n"
            "For another machine, log in there and call it there."
        )
    if parts.scheme not in ("http", "ws"):
        raise Problem(
            f"{address}: only http: is spoken here. Name the server itself, not the web server "
            f"in front of it:\n    http://{host}:{PORT}/"
        )
    return host, port


def _is_loopback(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def trouble(server):
    """Return whether a ``Server`` has ended, and the last error in its log; "" if all is well."""
    told, log = [], server.output()
    status = server.process.poll()
    if status is not None:
        told.append(f"The server has ended, with status {status}.")
    if TRACEBACK in log:
        told.append(f"The last error in its log:\n{_last_error(log)}")
    elif status is not None:
        told.append(tail(log))
    return "\n".join(told)


def _last_error(log):
    lines = [line for line in log.rpartition(TRACEBACK)[2].splitlines() if line.strip()]
    ends = (n for n, line in enumerate(lines, 1) if not line.startswith(" "))
    end = next(ends, len(lines))
    return "\n".join(f"    {line.strip()}" for line in lines[max(0, end - LINES) : end])
