"""The lab's process: takes what the page sends, tells the page what comes of it.

``Lab.take`` gets one message, a dict with a ``do``; ``tell`` is called with dicts that have an
``event``. Between two messages ``Lab.pump`` lets the project go on. In the browser both ends are a
worker's ``postMessage``, in tests they are lists.
"""

import sys
import traceback
from pathlib import Path

from workshop.lab.bridge import one_thread, reader_project
from workshop.lab.bridge.daphne_server import Server as Daphne
from workshop.lab.bridge.http_messages import Request
from workshop.lab.bridge.layer_view import SOCKET, Watch
from workshop.lab.bridge.window_end import Page

# As much as a reader could ever scroll through; more would stop the page.
MOST_CHARACTERS = 200_000


class Terminal:
    """A text stream that tells the page, up to a limit between two messages."""

    encoding, errors = "utf-8", "replace"

    def __init__(self, tell):
        self.tell = tell
        self.left = MOST_CHARACTERS

    def write(self, text):
        """Show the text, or one sentence instead of everything above the limit."""
        if self.left > 0:
            self.tell(event="terminal", text=text[: self.left])
            if len(text) >= self.left:
                self.tell(event="flood", characters=MOST_CHARACTERS)
        self.left -= len(text)
        return len(text)

    def flush(self):
        """Nothing is kept back."""

    def isatty(self):
        """It shows no colours and cannot be asked."""
        return False


class Lab:
    """One process of the reader's project, from its start to its end."""

    def __init__(self, tell, folder="/home/you/learning"):
        self.send, self.folder = tell, Path(folder)
        self.terminal = Terminal(self.tell)
        self.loop = one_thread.Loop()
        self.watch = Watch(self.tell)
        self.server, self.sockets = None, {}
        self.ended = False
        Daphne.loop = self.loop
        one_thread.install()

    def tell(self, **event):
        """Send one event to the page."""
        self.send(event)

    def take(self, message):
        """Do what a message asks for; whatever the project raises is told, never raised."""
        message = dict(message)
        self.terminal.left = MOST_CHARACTERS
        action = getattr(self, f"do_{message.pop('do')}")
        self._guarded(action, **message)

    def pump(self):
        """Let the project go on; return seconds as ``one_thread.Loop.pump``."""
        return self._guarded(self.loop.pump)

    def _guarded(self, action, *arguments, **named):
        output, errors = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = self.terminal
        try:
            # In the browser's Python a loop of its own seems to run all the time.
            with one_thread.standing_still():
                return action(*arguments, **named)
        except (SystemExit, KeyboardInterrupt) as end:
            self.end(f"{type(end).__name__}: {end}" if str(end) else type(end).__name__)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout, sys.stderr = output, errors
        return None

    def end(self, reason):
        """The process is over, as after ``sys.exit``: sockets break off, nothing is answered."""
        self.ended = True
        self.server = None
        for page in self.sockets.values():
            page.closed(1006, False)
        self.sockets.clear()
        self.tell(event="ended", reason=reason)

    # What the page asks for.

    def do_start(self, files, database=None):
        """Write the project's files, a dict of path to text, and its database; run the server."""
        reader_project.write(files, self.folder)
        kept = self.folder.parent / "db.sqlite3"
        if database is None and kept.exists():
            # Migrated, with the people in it: it comes with the lab.
            database = kept.read_bytes()
        if database is not None:
            (self.folder / "db.sqlite3").write_bytes(bytes(database))
        reader_project.install(self._listen)
        self.watch.install()
        code = reader_project.migrate(self.folder)
        code = code or reader_project.manage(["runserver"], self.folder)
        if self.server is None:
            self.tell(event="failed", code=code)
        else:
            self.tell(event="started", websocket=self.server.speaks_websocket)

    def _listen(self, server):
        self.server = server

    def do_manage(self, arguments):
        """Run another command of ``manage.py``; tell which files it has ``written``."""
        before = reader_project.read(self.folder)
        code = reader_project.manage(list(arguments), self.folder)
        after = reader_project.read(self.folder)
        written = {path: text for path, text in after.items() if before.get(path) != text}
        self.tell(event="managed", code=code, written=written, database=self.database())

    def do_http(self, id, **request):
        """Answer an HTTP request with an event ``response``; ``status`` None: nobody is there."""
        request = _request(**request)
        self.tell(event="wire", what="request", id=id, **_shown(request))

        def answer(response):
            headers = [list(pair) for pair in response.headers]
            self.tell(
                event="wire",
                what="response",
                id=id,
                status=response.status,
                reason=response.reason,
                headers=headers,
                size=len(response.body),
            )
            # What a form has changed outlives this process, as it would in a file.
            kept = {} if request.method in ("GET", "HEAD") else {"database": self.database()}
            self.tell(
                event="response",
                id=id,
                status=response.status,
                headers=headers,
                body=response.body,
                **kept,
            )

        if self.server is None:
            self.tell(event="response", id=id, status=None, headers=[], body=b"")
        else:
            self.server.http(request, answer)

    def do_open(self, id, **request):
        """Shake hands for a window's socket; its events have the name ``socket`` and this id."""
        request = _request(**request)
        page = Page(id, self)
        self.tell(event="wire", what="handshake", socket=id, **_shown(request))
        if self.server is None:
            page.refused(None)
        elif self.server.speaks_websocket:
            self.sockets[id] = page
            token = SOCKET.set(id)
            page.connection = self.server.websocket(request, page)
            SOCKET.reset(token)
        else:
            # A server that knows no WebSocket takes a handshake for a request like any other.
            self.server.http(request, lambda response: page.refused(response.status))

    def do_frame(self, id, data):
        """Take a message, str or bytes, of a window's socket."""
        if id in self.sockets:
            self.sockets[id].sent(data if isinstance(data, str) else bytes(data))

    def do_close(self, id, code=None):
        """Take a window's Close frame; 1001: its page is left."""
        if id in self.sockets:
            self.sockets[id].left(code)

    def do_step(self, on):
        """Let events through one at a time from now on, or all."""
        self.watch.gate.step(on)

    def do_next(self):
        """Let one event through."""
        self.watch.gate.next()

    def do_ask(self, target, claims):
        """Ask claims of a project spoken to as ``target`` says; tell answers as ``claim``."""
        from workshop.lab.bridge import claims_asked

        claims_asked.ask(self, target, claims)

    def do_database(self):
        """Tell the database's file."""
        self.tell(event="database", database=self.database())

    def database(self):
        """Return the bytes of the project's SQLite file, or None."""
        file = self.folder / "db.sqlite3"
        return file.read_bytes() if file.exists() else None

    def put_back(self, database):
        """Put the SQLite file back as it was: ``database`` is what ``database()`` returned."""
        if database is None or database == self.database():
            return
        from django.db import connections

        # An open connection keeps pages of the other file.
        connections.close_all()
        (self.folder / "db.sqlite3").write_bytes(database)


def _request(method="GET", target="/", headers=(), body=b"", port=50000):
    headers = tuple((name, value) for name, value in headers)
    return Request(method, target, headers, bytes(body or b""), ("127.0.0.1", port))


def _shown(request):
    return {
        "method": request.method,
        "target": request.target,
        "headers": [list(pair) for pair in request.headers],
        "size": len(request.body),
        "body": request.body[:2000].decode("utf-8", "replace"),
    }
