"""The window's end of a socket, as the played Daphne sees it."""


class Page:
    """Tells the lab's page what a browser would be told about one socket."""

    def __init__(self, id, lab):
        self.id, self.lab = id, lab
        self.connection = None

    def _tell(self, **event):
        self.lab.tell(event="socket", id=self.id, **event)

    def _wire(self, **event):
        self.lab.tell(event="wire", socket=self.id, **event)

    # What the server does.

    def accepted(self, subprotocol):
        """The handshake was answered with 101."""
        self._wire(what="answer", status=101, subprotocol=subprotocol)
        self._tell(what="open", subprotocol=subprotocol)

    def refused(self, status):
        """The handshake was answered with another status; None: with nothing."""
        self._wire(what="answer", status=status)
        self._tell(what="refused", status=status)
        self.lab.sockets.pop(self.id, None)

    def frame(self, data):
        """A message comes."""
        self._wire(what="frame", by="server", **_seen(data))
        self._tell(what="message", data=data)

    def closed(self, code, clean):
        """The connection is over."""
        self._wire(what="close", by="server", code=code, clean=clean)
        self._tell(what="close", code=code, clean=clean)
        self.lab.sockets.pop(self.id, None)

    async def passing(self, event):
        """Wait for this event's turn, where somebody is stepping."""
        if event["type"] == "websocket.receive":
            await self.lab.watch.gate.passing(
                what="event", type=event["type"], socket=self.id, message=repr(event)
            )

    # What the window does.

    def sent(self, data):
        """The window sends a message."""
        self._wire(what="frame", by="client", **_seen(data))
        self.connection.frame(data)

    def left(self, code):
        """The window sends a Close frame."""
        self._wire(what="close", by="client", code=code, clean=True)
        self.connection.leave(code)


LONGEST = 2000


def _seen(data):
    if isinstance(data, str):
        return {"kind": "text", "text": data[:LONGEST], "size": len(data.encode())}
    return {"kind": "binary", "text": data[:LONGEST].hex(" "), "size": len(data)}
