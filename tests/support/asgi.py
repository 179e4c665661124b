"""HTTP and WebSocket clients for the application of the step whose process this is."""

import asyncio
import json
from dataclasses import dataclass
from urllib.parse import urlencode

from channels.testing import HttpCommunicator, WebsocketCommunicator

SITE = "http://localhost:8000"
# Long, because a busy machine is no reason to fail; nothing waits for it to pass.
SECONDS = 20


def application():
    """Return the application that a server would serve."""
    from learning.asgi import application

    return application


def headers_of(**headers):
    """Return the headers as ASGI wants them; None leaves one out."""
    return [
        (name.replace("_", "-").encode(), value.encode())
        for name, value in headers.items()
        if value is not None
    ]


@dataclass
class Answer:
    """An answer over HTTP; ``over`` is True when the application has ended the exchange."""

    status: int
    headers: dict
    text: str
    over: bool

    def json(self):
        return json.loads(self.text)


async def request(method, path, form=None, host="localhost:8000", **headers):
    """Ask the application over HTTP; return the ``Answer``."""
    content = {"content_type": "application/x-www-form-urlencoded"} if form is not None else {}
    client = HttpCommunicator(
        application(),
        method,
        path,
        body=urlencode(form or {}).encode(),
        headers=headers_of(host=host, **content, **headers),
    )
    response = await client.get_response(timeout=SECONDS)
    await client.wait(timeout=SECONDS)
    return Answer(
        status=response["status"],
        headers={name.decode().lower(): value.decode() for name, value in response["headers"]},
        text=response["body"].decode(),
        over=client.future.done(),
    )


def get(path, **headers):
    """Ask for a page; await the result, an ``Answer``."""
    return request("GET", path, **headers)


class Socket(WebsocketCommunicator):
    """A WebSocket to the application; ``async with`` opens and closes it.

    ``origin`` is the site whose page opens it, None for a client that is no browser.
    """

    def __init__(self, path, origin=SITE, cookie=None):
        headers = headers_of(host="localhost:8000", origin=origin, cookie=cookie)
        super().__init__(application(), path, headers=headers)

    async def receive_output(self, timeout=SECONDS):
        """As in the base class, but an application that has ended is noticed at once."""
        output = asyncio.ensure_future(self.output_queue.get())
        either = asyncio.FIRST_COMPLETED
        await asyncio.wait({output, self.future}, timeout=timeout, return_when=either)
        if output.done():
            return output.result()
        output.cancel()
        return await super().receive_output(timeout=0)

    async def opens(self):
        """Ask for the connection; return whether the application accepts it."""
        accepted, _ = await self.connect(timeout=SECONDS)
        if not accepted:
            await self.leave()
        return accepted

    async def send_frame(self, frame):
        """Send a text (str) or binary (bytes) frame; it may be empty."""
        kind = "text" if isinstance(frame, str) else "bytes"
        await self.send_input({"type": "websocket.receive", kind: frame})

    async def frame(self):
        """Return the next frame, str or bytes; a socket that is closed instead is an error."""
        return await self.receive_from(timeout=SECONDS)

    async def heard(self):
        """Return what the next frame says in JSON."""
        return json.loads(await self.frame())

    def is_open(self):
        """Return whether the application still listens and has sent nothing unread."""
        return not self.future.done() and self.output_queue.empty()

    async def leave(self, code=1000):
        """Close the socket; an exception that the consumer raised is raised here."""
        await self.disconnect(code, timeout=SECONDS)

    async def __aenter__(self):
        assert await self.opens(), "The application refused the socket."
        return self

    async def __aexit__(self, *exception):
        await self.leave()
