"""Daphne, played: what stands between a window and an ASGI application, without its sockets.

The project, Channels and ``runserver`` see Daphne's own ``Server``. What it does is written after
``daphne/server.py``, ``http_protocol.py`` and ``ws_protocol.py`` of Daphne 4.2; the tests compare
it with the real one.
"""

import asyncio
import logging
from urllib.parse import unquote

from workshop.lab.bridge.connection import Connection
from workshop.lab.bridge.http_messages import Response

logger = logging.getLogger("daphne.server")
MEBIBYTE = 1024 * 1024
ERROR = """
        <html>
            <head>
                <title>{title}</title>
            </head>
            <body>
                <h1>{title}</h1>
                <p>{body}</p>
                <footer>Daphne</footer>
            </body>
        </html>
    """


class Server:
    """Takes what ``runserver`` gives to Daphne's server; ``listen`` is told when it runs."""

    speaks_websocket = True
    loop = None
    listen = None

    def __init__(
        self,
        application,
        action_logger=None,
        root_path="",
        websocket_handshake_timeout=5,
        websocket_max_message_size=MEBIBYTE,
        **_others,
    ):
        self.application = application
        self.action_logger = action_logger
        self.root_path = root_path
        self.handshake_seconds = websocket_handshake_timeout
        self.most_bytes = websocket_max_message_size
        self.running = set()

    def run(self):
        """Serve from now on; unlike Daphne's, this returns."""
        type(self).listen(self)

    def log(self, protocol, action, request, **details):
        """Tell ``runserver`` what happened; it prints the line."""
        details = {"path": request.target, "client": "{}:{}".format(*request.client), **details}
        if self.action_logger:
            self.action_logger(protocol, action, details)

    def scope(self, request, **more):
        """Return the ASGI scope of a ``Request``."""
        path, _, query = request.target.partition("?")
        return {
            "path": unquote(path),
            "raw_path": path.encode("ascii"),
            "root_path": self.root_path,
            "query_string": query.encode("ascii"),
            # Daphne leaves out names with an underscore, which could pass for others.
            "headers": [
                (name.lower().encode("ascii"), value.encode("latin-1"))
                for name, value in request.headers
                if "_" not in name
            ],
            "client": list(request.client),
            "server": ["127.0.0.1", 8000],
            "asgi": {"version": "3.0"},
            **more,
        }

    def start(self, scope, receive, send, failed):
        """Run the application for one connection; ``failed`` is called if it raises."""

        def ended(task):
            self.running.discard(task)
            error = None if task.cancelled() else task.exception()
            if error is not None:
                logger.error("Exception inside application: %s", error, exc_info=error)
                failed()

        # The application may be a plain callable that returns an awaitable.
        task = self.loop.create_task(self._await(scope, receive, send))
        self.running.add(task)
        task.add_done_callback(ended)
        return task

    async def _await(self, scope, receive, send):
        return await self.application(scope=scope, receive=receive, send=send)

    def http(self, request, answer):
        """Give the application a ``Request``; call ``answer`` with the ``Response``, once."""
        _Http(self, request, answer)

    def websocket(self, request, page):
        """Shake hands for the ``Request`` of a window; return the ``Connection``."""
        return Connection(self, request, page)


class _Http:
    """One request on its way through the application."""

    def __init__(self, server, request, answer):
        self.server, self.request, self.answer = server, request, answer
        self.started, self.body, self.finished = None, [], False
        self.began = server.loop.time()
        self.queue = asyncio.Queue()
        body = {"type": "http.request", "body": request.body, "more_body": False}
        self.queue.put_nowait(body)
        scope = server.scope(
            request, type="http", http_version="1.1", method=request.method, scheme="http"
        )
        server.start(scope, self.queue.get, self.send, self.failed)

    async def send(self, message):
        """What the application calls."""
        if self.finished:
            return
        if message["type"] == "http.response.start":
            if self.started:
                raise ValueError("HTTP response has already been started")
            self.started = message
        elif message["type"] == "http.response.body":
            if not self.started:
                raise ValueError(
                    f"HTTP response has not yet been started but got {message['type']}"
                )
            self.body.append(message.get("body", b""))
            if not message.get("more_body", False):
                self.finish()
        else:
            raise ValueError(f"Cannot handle message type {message['type']}!")

    def finish(self):
        """Hand the whole answer over."""
        self.finished = True
        self.queue.put_nowait({"type": "http.disconnect"})
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in self.started.get("headers", [])
        ]
        if not any(name.lower() == "server" for name, _ in headers):
            headers.append(("Server", "daphne"))
        response = Response(self.started["status"], tuple(headers), b"".join(self.body))
        self.server.log(
            "http",
            "complete",
            self.request,
            status=response.status,
            method=self.request.method,
            time_taken=self.server.loop.time() - self.began,
            size=len(response.body),
        )
        self.answer(response)

    def failed(self):
        """The application raised: a plain page says so, where no answer has begun."""
        if self.finished:
            return
        if not self.started:
            title = "500 Internal Server Error"
            kind = (b"Content-Type", b"text/html; charset=utf-8")
            self.started = {"status": 500, "headers": [kind]}
            page = ERROR.format(title=title, body="Exception inside application.")
            self.body.append(page.encode())
        self.finish()
