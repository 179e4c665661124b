"""The client of ``workshop.serve.client``, inside the lab: the same questions, without sockets.

``workshop.serve.probes`` asks with it what works. Waiting is different here: as long as somebody
waits, the project goes on, and when nothing can come any more, the answer is there at once.
"""

import itertools
import time
from urllib.parse import urlencode

from workshop.lab.bridge.http_messages import Request
from workshop.serve.reply import Reply, cookie_header, set_cookies

SECONDS = 3.0
LOOPBACK = "127.0.0.1"
_numbers = itertools.count(1)


class Asked:
    """Whose server is asked; set by ``workshop.lab.bridge.claims_asked``."""

    lab = None


def _wait(until, seconds):
    """Let the project go on until ``until()`` is true; return whether it became true in time."""
    end = time.monotonic() + seconds
    while not until():
        wait = Asked.lab.loop.pump()
        if until():
            return True
        if wait is None or time.monotonic() + wait > end:
            return False
        time.sleep(wait)
    return True


def request(port, path, *, form=None, cookies=None, headers=None, host=LOOPBACK, seconds=SECONDS):
    """GET ``path``, or POST the dict ``form`` to it, and return the ``Reply``."""
    sent = {"Host": f"{host}:{port}", **(headers or {})}
    if cookies:
        sent["Cookie"] = cookie_header(cookies)
    body = b""
    if form is not None:
        body = urlencode(form).encode()
        sent["Content-Type"] = "application/x-www-form-urlencoded"
        sent["Content-Length"] = str(len(body))
    asked = Request("GET" if form is None else "POST", path, tuple(sent.items()), body, _client())
    answers = []
    if Asked.lab.server is None:
        return Reply(None, f"nothing listens on port {port}")
    Asked.lab.server.http(asked, answers.append)
    if not _wait(lambda: answers, seconds):
        return Reply(None, f"no answer within {seconds:g} s")
    [answer] = answers
    fields = [(name.lower(), value) for name, value in answer.headers]
    first = dict(reversed(fields))
    return Reply(
        status=answer.status,
        happened=f"HTTP {answer.status}",
        kind=first.get("content-type", "text/plain").partition(";")[0],
        body=answer.body.decode("utf-8", "replace"),
        location=first.get("location", ""),
        cookies=set_cookies(value for name, value in fields if name == "set-cookie"),
    )


def _client():
    return (LOOPBACK, 60000 + next(_numbers) % 5000)


class Socket:
    """A WebSocket to ``path``, with the attributes of ``workshop.serve.client.Socket``."""

    def __init__(self, port, path, *, host=LOOPBACK, origin="", cookies=None, seconds=SECONDS):
        self.seconds = seconds
        self.status = self.code = self.connection = None
        self.frames = []
        self.answered = self.opened = False
        address = f"{host}:{port}"
        headers = {"Host": address, "Upgrade": "websocket", "Connection": "Upgrade"}
        if origin is not None:
            headers["Origin"] = f"http://{address}" if origin == "" else origin
        if cookies:
            headers["Cookie"] = cookie_header(cookies)
        asked = Request("GET", path, tuple(headers.items()), b"", _client())
        server = Asked.lab.server
        if server is None:
            self.happened = f"nothing listens on port {port}"
            return
        if server.speaks_websocket:
            self.connection = server.websocket(asked, self)
        else:
            server.http(asked, lambda response: self.refused(response.status))
        _wait(lambda: self.answered, seconds + server_patience(server))
        if not self.answered:
            self.happened = f"the handshake got no answer within {seconds:g} s"

    # What the server does.

    def accepted(self, _subprotocol):
        """The handshake was answered with 101."""
        self.answered = self.opened = True
        self.status = 101
        self.happened = "the handshake was accepted"

    def refused(self, status):
        """The handshake was answered otherwise."""
        self.answered = True
        self.status = status
        self.happened = (
            f"the handshake was answered with HTTP {status}"
            if status
            else "the handshake failed (EOFError)"
        )

    def frame(self, data):
        """A message comes."""
        self.frames.append(data)

    def closed(self, code, _clean):
        """The server has closed."""
        self.code = code

    async def passing(self, _event):
        """Nobody steps through what is asked."""

    # What the asker does.

    def send(self, frame, **_how):
        """Send a str, bytes or an iterable of fragments; return whether that worked."""
        if not self.opened or self.code is not None:
            self._lost()
            return False
        if not isinstance(frame, str | bytes):
            parts = list(frame)
            frame = type(parts[0])().join(parts)
        self.connection.frame(frame)
        return True

    def receive(self, seconds=None):
        """Return the next message, str or bytes; None when none comes within ``seconds``."""
        if not self.opened:
            return None
        seconds = self.seconds if seconds is None else seconds
        _wait(lambda: self.frames or self.code is not None, seconds)
        if self.frames:
            return self.frames.pop(0)
        if self.code is not None:
            self._lost()
        else:
            self.happened = f"no message within {seconds:g} s"
        return None

    def answers_ping(self):
        """Return whether the connection is alive."""
        _wait(lambda: False, 0)
        if self.opened and self.code is not None:
            self._lost()
        return self.opened and self.code is None

    def _lost(self):
        if self.code is not None:
            self.happened = f"the connection was closed with code {self.code}"

    def close(self):
        """Close the connection, if there is one."""
        if self.opened and self.code is None:
            self.connection.leave(1000)
        _wait(lambda: False, 0)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()


def server_patience(server):
    """Return the seconds after which the server itself gives a handshake up."""
    return getattr(server, "handshake_seconds", 0)
