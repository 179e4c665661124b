"""One WebSocket between a window and the played Daphne."""

import asyncio

CONNECTING, OPEN, CLOSED = "connecting", "open", "closed"
GONE = 1006


class Connection:
    """From the handshake to the close code, as ``daphne/ws_protocol.py`` and Autobahn do it.

    ``page`` is told what a browser would be told: ``accepted(subprotocol)``, ``refused(status)``
    (None: no answer), ``frame(data)``, ``closed(code, clean)``; and ``passing(event)`` is awaited
    before the application gets an event of the connection.
    """

    def __init__(self, server, request, page):
        self.server, self.request, self.page = server, request, page
        self.state = CONNECTING
        self.queue = asyncio.Queue()
        self.queue.put_nowait({"type": "websocket.connect"})
        offered = request.header("sec-websocket-protocol")
        subprotocols = [name.strip() for name in offered.split(",")] if offered else []
        scope = server.scope(request, type="websocket", subprotocols=subprotocols)
        self.log("connecting")
        self.patience = server.loop.call_later(server.handshake_seconds, self.timed_out)
        server.start(scope, self.receive, self.send, self.failed)

    def log(self, action):
        """Have ``runserver`` print its line."""
        self.server.log("websocket", action, self.request)

    async def receive(self):
        """What the application awaits for the next event."""
        event = await self.queue.get()
        await self.page.passing(event)
        return event

    # What the application sends.

    async def send(self, message):
        """What the application calls."""
        if self.state == CLOSED:
            return
        kind = message["type"]
        if kind == "websocket.accept":
            self.accept(message.get("subprotocol"))
        elif kind == "websocket.close":
            self.close(message.get("code"))
        elif kind == "websocket.send":
            if self.state == CONNECTING:
                raise ValueError("Socket has not been accepted, so cannot send over it")
            text, data = message.get("text"), message.get("bytes")
            if text and data:
                raise ValueError(
                    f"Got invalid WebSocket reply message on {message} - "
                    "contains both bytes and text keys"
                )
            # Daphne sends no empty frames.
            if data:
                self.page.frame(bytes(data))
            if text:
                # Half of a character cannot be sent.
                text.encode()
                self.page.frame(text)

    def accept(self, subprotocol):
        """Answer the handshake with 101."""
        if self.state == OPEN:
            raise AttributeError("handshake_deferred")
        self.patience.cancel()
        self.state = OPEN
        self.page.accepted(subprotocol)
        self.log("connected")

    def close(self, code):
        """Refuse the handshake, or end the connection with a Close frame."""
        if self.state == CONNECTING:
            self.log("rejected")
            self.refuse(403)
            return
        code = 1000 if code is None else code
        if code != 1000 and not 3000 <= code <= 4999:
            raise Exception(f"invalid close code {code} (must be 1000 or from [3000, 4999])")
        # Daphne ends the TCP connection before the browser has: to a page that is not clean.
        self.page.closed(code, False)
        self.over(code)

    def failed(self):
        """The application raised."""
        if self.state == CONNECTING:
            self.refuse(500)
        elif self.state == OPEN:
            self.page.closed(1011, False)
            self.over(1011)

    def refuse(self, status):
        """Answer the handshake with an HTTP status, or not at all."""
        self.patience.cancel()
        self.page.refused(status)
        self.over(GONE)

    def timed_out(self):
        """Nobody has answered the handshake in time."""
        if self.state == CONNECTING:
            self.refuse(None)

    def over(self, code):
        """Tell the application that this connection has ended."""
        self.state = CLOSED
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code})
        self.log("disconnected")

    # What the window does.

    def frame(self, data):
        """Take a whole message of the window, str or bytes."""
        if self.state != OPEN:
            return
        size = len(data.encode()) if isinstance(data, str) else len(data)
        if size > self.server.most_bytes:
            self.page.closed(GONE, False)
            self.over(GONE)
            return
        key = "text" if isinstance(data, str) else "bytes"
        self.queue.put_nowait({"type": "websocket.receive", key: data})

    def leave(self, code=None):
        """Take the window's Close frame; ``code`` 1006: it went away without one."""
        if self.state == CLOSED:
            return
        was_open = self.state == OPEN
        self.patience.cancel()
        if was_open and code != GONE:
            # Autobahn answers 1000, whatever it was told.
            self.page.closed(1000, True)
        self.over((1005 if code is None else code) if was_open else GONE)
