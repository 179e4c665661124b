"""A room for the board's tests: the board itself, a Wi-Fi that can fail, people, what is shown."""

import contextlib
import json
import re
import secrets
import socket
import threading
import time

from tests.support.checkout import Call
from workshop.room.companion import Companion
from workshop.serve.client import Socket
from workshop.serve.server import LOOPBACK

SECONDS = 60
KEY = re.compile(r"/teacher/([\w-]+)/")
PARTS = ("workshop/", "step", "further/", "requirements", "pyproject.toml", "docs/")


def start(python, checkout, env, port, *options):
    """Return the board as a running ``Call``, answering on ``port``."""
    words = ("board", "--address", LOOPBACK, "--port", str(port), "--no-browser", *options)
    board = Call(python, checkout, *words, env=env)
    board.serves(port, SECONDS)
    return board


def key(checkout, port):
    """Return the teacher's key, read from the file that leads to the page."""
    way_in = checkout / ".workshop" / f"board-{port}-teacher.html"
    return KEY.search(way_in.read_text(encoding="utf-8"))[1]


class Teacher:
    """The teacher's socket: keeps the newest picture, connects again like the page does."""

    def __init__(self, port, key):
        self.port, self.path = port, f"/ws/teacher/{key}/"
        self.picture, self.refusals = None, []
        self._changed = threading.Condition()
        self._over = False
        self._socket = None
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        while not self._over:
            with Socket(self.port, self.path, seconds=SECONDS) as self._socket:
                while (
                    not self._over
                    and (frame := self._socket.receive(0.1)) is not None
                    or (not self._over and self._socket.opened and self._socket.code is None)
                ):
                    if frame is not None:
                        self._keep(json.loads(frame))
            time.sleep(0.2)

    def _keep(self, frame):
        with self._changed:
            if frame["kind"] == "board":
                self.picture = frame
            else:
                self.refusals.append(frame)
            self._changed.notify_all()

    def send(self, **frame):
        """Send a frame, as the page's buttons do."""
        assert self._socket.send(json.dumps(frame))

    def rows(self):
        """Return the people of the newest picture, by name."""
        return {row["name"]: row for row in self.picture["learners"]} if self.picture else {}

    def until(self, condition, seconds=SECONDS):
        """Wait until ``condition(rows)`` holds; return the seconds that took, or fail."""
        begin = time.monotonic()
        with self._changed:
            while not condition(self.rows()):
                left = begin + seconds - time.monotonic()
                assert left > 0, f"The board does not show it: {self.rows()}"
                self._changed.wait(min(left, 1))
        return time.monotonic() - begin

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._over = True
        self._thread.join(10)


class Wifi:
    """A network between people and the board that can fall silent without a word.

    A context manager; ``port`` is what people connect to.
    """

    def __init__(self, to):
        self.to = to
        self._there = threading.Event()
        self._there.set()
        self._sockets = []
        self._listener = socket.create_server((LOOPBACK, 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        """Let no byte through, in either direction; nobody is told."""
        self._there.clear()

    def back(self):
        """Let bytes through again; connections from before stay lost, as behind a new address."""
        old, self._sockets = self._sockets, []
        self._there.set()
        for one in old:
            one.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                mine = self._listener.accept()[0]
                threading.Thread(target=self._join, args=(mine,), daemon=True).start()

    def _join(self, mine):
        with contextlib.suppress(OSError):
            # While the network is gone nobody gets an answer.
            self._sockets.append(mine)
            self._there.wait()
            theirs = socket.create_connection((LOOPBACK, self.to))
            self._sockets.append(theirs)
            back = threading.Thread(target=self._pass, args=(theirs, mine), daemon=True)
            back.start()
            self._pass(mine, theirs)

    def _pass(self, source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if not self._there.is_set():
                    return
                target.sendall(data)
            source.close()
            target.close()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.back()
        self._listener.close()
        for one in self._sockets:
            one.close()


class Person(Companion):
    """A simulated learner: the client that ``check --watch --board`` uses, without a check."""

    def __init__(self, port, name):
        self.said = []
        # As on a machine of their own.
        token = secrets.token_urlsafe(16)
        super().__init__(f"{LOOPBACK}:{port}", name, say=self.said.append, token=token)

    def shown(self, rows):
        """Return whether the board shows this person as they are."""
        row = rows.get(self.name)
        reached, mistake = self._told["state"]
        return row is not None and (row["checkpoint"], row["mistake"]) == (reached, mistake)
