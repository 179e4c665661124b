"""HTTP and WebSocket clients that say what happened instead of raising it.

Everything goes to this machine's loopback address. ``host`` is the name that the server is
told, because Python's resolver does not know names such as ``ada.localhost``.
"""

import http.client
import socket
import time
from contextlib import ExitStack
from urllib.parse import urlencode

from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.sync.client import connect

from workshop.serve.reply import Reply, cookie_header, set_cookies
from workshop.serve.server import LOOPBACK

SECONDS = 3.0
LONGEST_BODY = 1024 * 1024


def request(
    port,
    path,
    *,
    form=None,
    body=None,
    cookies=None,
    headers=None,
    host=LOOPBACK,
    seconds=SECONDS,
):
    """GET ``path``, or POST the dict ``form`` to it, and return the ``Reply``.

    ``body``: bytes to POST in place of a form, whose type ``headers`` tell. Redirections are not
    followed, of an answer at most 1 MiB is read. Never raises for what a server does; no wait is
    longer than ``seconds``.
    """
    headers = {"Host": f"{host}:{port}", **(headers or {})}
    if cookies:
        headers["Cookie"] = cookie_header(cookies)
    if form is not None:
        body = urlencode(form)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=seconds)
    try:
        connection.request("GET" if body is None else "POST", path, body, headers)
        response = connection.getresponse()
        return Reply(
            status=response.status,
            happened=f"HTTP {response.status}",
            kind=response.headers.get_content_type(),
            body=_read(response, time.monotonic() + seconds),
            location=response.headers.get("Location", ""),
            cookies=set_cookies(response.headers.get_all("Set-Cookie", [])),
            allows=response.headers.get("Access-Control-Allow-Origin", ""),
        )
    except TimeoutError:
        return Reply(None, f"no answer within {seconds:.2g} s")
    except ConnectionRefusedError:
        return Reply(None, f"nothing listens on port {port}")
    except (OSError, http.client.HTTPException) as error:
        return Reply(None, f"no complete answer ({type(error).__name__})")
    finally:
        connection.close()


def _read(response, deadline):
    parts, length = [], 0
    while length < LONGEST_BODY and time.monotonic() < deadline:
        part = response.read1(LONGEST_BODY - length)
        if not part:
            break
        parts.append(part)
        length += len(part)
    return b"".join(parts).decode("utf-8", "replace")


class Socket:
    """A WebSocket to ``path`` on this machine; a context manager.

    ``opened`` says whether the handshake was accepted, ``status`` is the HTTP status that
    answered it (101, 403, ...; None without an answer), ``happened`` is the last thing that
    happened in words, ``code`` the close code once the server has closed (1006: without a
    Close frame). ``origin`` None sends no Origin header; by default it is the page's own.
    """

    def __init__(self, port, path, *, host=LOOPBACK, origin="", cookies=None, seconds=SECONDS):
        self.seconds = seconds
        self.status = self.code = self.connection = None
        address = f"{host}:{port}"
        headers = {"Cookie": cookie_header(cookies)} if cookies else {}
        self._stack = ExitStack()
        try:
            tcp = socket.create_connection((LOOPBACK, port), timeout=seconds)
            self._stack.callback(tcp.close)
            tcp.settimeout(None)
            connecting = connect(
                f"ws://{address}{path}",
                sock=tcp,
                origin=f"http://{address}" if origin == "" else origin,
                additional_headers=headers,
                compression=None,
                open_timeout=seconds,
                close_timeout=seconds,
                ping_interval=None,
            )
            self.connection = self._stack.enter_context(connecting)
            self.status = 101
            self.happened = "the handshake was accepted"
        except InvalidStatus as error:
            self.status = error.response.status_code
            self.happened = f"the handshake was answered with HTTP {self.status}"
        except TimeoutError:
            self.happened = f"the handshake got no answer within {seconds:.2g} s"
        except ConnectionRefusedError:
            self.happened = f"nothing listens on port {port}"
        except (WebSocketException, OSError, EOFError, ValueError) as error:
            self.happened = f"the handshake failed ({type(error).__name__})"
        self.opened = self.connection is not None
        if not self.opened:
            self._stack.close()

    def send(self, frame, **how):
        """Send a str, bytes or an iterable of fragments; return whether that worked."""
        if not self.opened:
            return False
        try:
            self.connection.send(frame, **how)
        except (ConnectionClosed, OSError) as error:
            self._lost(error)
            return False
        return True

    def receive(self, seconds=None):
        """Return the next message, str or bytes; None when none comes within ``seconds``."""
        if not self.opened:
            return None
        seconds = self.seconds if seconds is None else seconds
        try:
            return self.connection.recv(timeout=seconds)
        except TimeoutError:
            self.happened = f"no message within {seconds:.2g} s"
        except (ConnectionClosed, OSError, UnicodeDecodeError) as error:
            self._lost(error)
        return None

    def answers_ping(self):
        """Return whether the server answers a Ping frame in time: the connection is alive."""
        if not self.opened:
            return False
        try:
            alive = self.connection.ping().wait(self.seconds)
        except (ConnectionClosed, OSError) as error:
            self._lost(error)
            return False
        # A connection that ends sets the event as well.
        return alive and self.connection.close_code is None

    def _lost(self, error):
        received = getattr(error, "rcvd", None)
        self.code = received.code if received else 1006
        self.happened = f"the connection was closed with code {self.code}"

    def close(self):
        """Close the connection, if there is one."""
        self._stack.close()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()
