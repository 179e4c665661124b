"""The project's application, for people who leave while a message is on its way to them.

The server answers such a message with an error. It would end the consumer without a call of
``disconnect()``, and the room would keep a member that nobody hears. Here the message is dropped.
The next thing that the consumer is told is the end of the connection, as for everybody who leaves.
"""

from autobahn.exception import Disconnected
from learning.asgi import application as project

# ASGI asks every server for an OSError; Daphne raises an error of its library instead.
GONE = (OSError, Disconnected)


async def application(scope, receive, send):
    """Serve the project, as ``learning.asgi:application`` does."""

    async def send_or_drop(event):
        try:
            await send(event)
        except GONE:
            if scope["type"] != "websocket":
                raise

    await project(scope, receive, send_or_drop)
