"""A build on real servers, and people in its rooms who note the numbers of what they hear."""

import json
import sys
from contextlib import ExitStack
from dataclasses import replace

from tests.support import printed
from tests.support.database import prepare
from tests.support.lesson import LESSON
from workshop.lesson import checkpoints
from workshop.serve.client import Socket
from workshop.serve.people import sign_in
from workshop.serve.probes import collect
from workshop.serve.server import Server

SECONDS = 20


class Site:
    """Servers of one build with one database; a context manager.

    ``change(tree)`` returns what is served instead of the build's own tree; ``extra`` are variables
    of the servers' environment.
    """

    def __init__(self, name, folder, servers=1, change=lambda tree: tree, **extra):
        self.point, self._extra = LESSON.checkpoint(name), extra
        self.project = checkpoints.write(self.point, folder / "learning")
        for path, text in change(self.point.tree).items():
            (self.project / path).write_text(text, encoding="utf-8", newline="\n")
        # As people have it: a database that is older than the build.
        prepare(self.project)
        self.manage("migrate", "--verbosity=0")
        logs = [folder / f"{number}.log" for number in range(servers)]
        self.servers = [Server(self.project, log=log, **extra) for log in logs]

    def manage(self, *words):
        """Run ``manage.py``; return what it prints."""
        done = printed.run(self.project, [sys.executable, "manage.py", *words], **self._extra)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def __enter__(self):
        with ExitStack() as stack:
            for server in self.servers:
                stack.enter_context(server)
            port = self.servers[0].port
            self.cookies = {name: sign_in(port, name) for name in ("ada", "grace")}
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *exception):
        self._stack.close()

    def target(self, route="chat", server=0, seconds=SECONDS):
        """Return what probes ask: the server of this number, at the consumer of this route."""
        people, port = tuple(self.cookies.values()), self.servers[server].port
        made = checkpoints.target(self.point, port, people, seconds=seconds)
        return replace(made, socket=f"/ws/{route}/{{room}}/")

    def join(self, name, room, after=None, route="chat", server=0):
        """Return a ``Reader`` in a room, at the server of this number."""
        query = "" if after is None else f"?after={after}"
        path = f"/ws/{route}/{room}/{query}"
        port = self.servers[server].port
        return Reader(Socket(port, path, cookies=self.cookies[name], seconds=SECONDS))


class Reader:
    """One connection; ``heard`` are pairs of number and text. A context manager."""

    def __init__(self, socket):
        assert socket.opened, socket.happened
        self.socket, self.heard = socket, []

    def say(self, *texts):
        for text in texts:
            assert self.socket.send(json.dumps({"message": text}))

    def until(self, text):
        """Hear all up to this text and return the texts heard now; fail when it does not come."""
        frames = [json.loads(frame) for frame in collect(self.socket, text, SECONDS)]
        now = [(frame["number"], frame["message"]) for frame in frames]
        self.heard += now
        assert now and now[-1][1] == text, self.socket.happened
        return [said for _, said in now]

    @property
    def number(self):
        """The number of the last message heard, as the page remembers it."""
        return self.heard[-1][0]

    def cut(self):
        """Let the network end without a Close frame."""
        self.socket.connection.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.socket.close()


def with_examples(name, *paths):
    """Return a ``change`` for ``Site``: also the files that a build's page prints as examples."""
    shown = printed.files(f"{name}.md")
    return lambda tree: tree | {path: shown[path] for path in paths}
