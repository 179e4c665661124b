"""What is measured: a copy of a project on a free port, or a server that runs on this machine."""

import getpass
import os
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from workshop.check.database import Database, settings_environment
from workshop.check.project import find, settings
from workshop.client import Socket
from workshop.install import tail
from workshop.load import process
from workshop.people import SignInError, sign_in
from workshop.prepare import PASSWORD, PEOPLE
from workshop.problems import Problem
from workshop.server import LOOPBACK, Server, copy_project
from workshop.steps import STEPS

CHAT = "/ws/chat/{room}/"
ECHO = "/ws/echo/"
ROOM = "load-asks"


@dataclass(frozen=True)
class Subject:
    """Where a server answers, how it is spoken to, and whether a room hears a message.

    ``cookies`` are those of the people who are signed in, who share the sockets; ``pid`` is the
    server's process, None where that is not known. ``envelope``: messages are JSON objects.
    """

    name: str
    port: int
    path: str
    host: str = LOOPBACK
    cookies: tuple = ()
    envelope: bool = True
    group: bool = True
    pid: int | None = None


@contextmanager
def opened(options):
    """Yield the ``Subject`` that the command's options name; what was started is stopped after.

    Raises ``Problem``: not on this machine, no project, no WebSocket, nobody can sign in.
    """
    if "://" in options.subject:
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
        extra = settings_environment(settings(project.tree), database.file)
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
            yield _asked(
                project.folder.name, server.port, LOOPBACK, path, database.cookies,
                server.process.pid,
            )  # fmt: skip
        finally:
            server.stop()


def from_address(address, path=None, user=None, password=None):
    """Return the ``Subject`` for a server that runs already. Raises ``Problem``."""
    host, port = local(address)
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
    return _asked(name, port, host, path, cookies, process.listening(port))


def local(address):
    """Return host and port of an address on this machine. Raises ``Problem`` for any other."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or 80
    except ValueError:
        raise Problem(f"{address} is not an address: write http://127.0.0.1:8000/") from None
    if host not in (LOOPBACK, "localhost") and not host.endswith(".localhost"):
        raise Problem(
            f"{host or address} is not this machine. "
            "This command sends very much,\n"
            f"so it measures servers on its own machine only:\n    http://{LOOPBACK}:8000/\n"
            "Log in to the other machine and call it there."
        )
    if parts.scheme not in ("http", "ws"):
        raise Problem(
            f"{address}: only http: is spoken here. Name the server itself, not the web server "
            f"in front of it:\n    http://{host}:8000/"
        )
    return host, port


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


def _asked(name, port, host, path, cookies, pid):
    """Return the ``Subject`` that speaks as the server's WebSocket does: chat first, then echo."""
    seen = {}
    for candidate in (path,) if path else (CHAT, ECHO):
        person = cookies[0] if cookies else {}
        with Socket(port, candidate.replace("{room}", ROOM), host=host, cookies=person) as socket:
            seen[candidate] = socket.happened
            if socket.opened:
                echo = "{room}" not in candidate
                return Subject(name, port, candidate, host, cookies, not echo, not echo, pid)
    asked = "\n".join(f"    {address}: {happened}" for address, happened in seen.items())
    raise Problem(
        f"{name} accepts no WebSocket:\n{asked}\n"
        "Step 1 has none yet: the course adds it in step 2.\n"
        "If yours has one at another path, name it:\n    --path /ws/my-chat/{room}/"
    )
