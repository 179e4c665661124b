"""What happens behind the sockets: who takes which event, who joins a group, what is sent to it.

``watch`` puts itself around the in-memory layer's methods and around the ``receive`` that a
consumer awaits, never on the way in which a consumer's own errors come up: tracebacks stay as on a
server.
"""

import asyncio
import contextvars
import functools
import inspect

from asgiref.sync import markcoroutinefunction

# The number of the socket whose consumer runs.
SOCKET = contextvars.ContextVar("socket", default=None)
WATCHED = ("group_add", "group_discard", "group_send")


class Gate:
    """Lets events through as they come, or one at a time when somebody is stepping."""

    def __init__(self, tell):
        self.tell = tell
        self.stepping = False
        self.waiting = []

    async def passing(self, **event):
        """Return at once, or as soon as it is this event's turn."""
        self.tell(event="wire", waits=self.stepping, **event)
        if self.stepping:
            turn = asyncio.get_running_loop().create_future()
            self.waiting.append(turn)
            self.tell(event="waiting", count=len(self.waiting))
            await turn

    def next(self):
        """Let the event that has waited longest through."""
        while self.waiting:
            turn = self.waiting.pop(0)
            if not turn.done():
                turn.set_result(None)
                break
        self.tell(event="waiting", count=len(self.waiting))

    def step(self, on):
        """Begin or end the stepping; at the end all that waits goes on."""
        self.stepping = on
        while not on and self.waiting:
            self.next()


class Watch:
    """Tells ``tell`` about the layer, and to which socket each channel belongs."""

    def __init__(self, tell):
        self.send, self.gate = tell, Gate(self.tell)
        self.channels = {}
        # While claims are asked, nobody looks.
        self.quiet = False

    def tell(self, **event):
        """Tell the lab, unless it is quiet."""
        if not self.quiet:
            self.send(**event)

    def whose(self, channel):
        """Return the socket's number that a channel of the layer belongs to, or None."""
        return self.channels.get(channel)

    def install(self):
        """Watch the in-memory layer of this process, from now on."""
        from channels import layers

        for name in WATCHED:
            original = getattr(layers.InMemoryChannelLayer, name)
            setattr(layers.InMemoryChannelLayer, name, self._heard(name, original))
        receive = layers.InMemoryChannelLayer.receive
        layers.InMemoryChannelLayer.receive = self._received(receive)
        new_channel = layers.InMemoryChannelLayer.new_channel
        layers.InMemoryChannelLayer.new_channel = self._named(new_channel)

    def _heard(self, name, original):
        signature = inspect.signature(original)

        # Not itself a coroutine: it leaves no line in a traceback.
        @markcoroutinefunction
        @functools.wraps(original)
        def method(*arguments, **named):
            coroutine = original(*arguments, **named)
            try:
                given = signature.bind(*arguments, **named).arguments
            except TypeError:
                return coroutine
            self.tell(
                event="wire",
                what=name,
                group=given.get("group"),
                socket=self.whose(given.get("channel")) or SOCKET.get(),
                message=repr(given["message"]) if "message" in given else None,
            )
            return coroutine

        return method

    def _received(self, original):
        @functools.wraps(original)
        async def receive(layer, channel):
            message = await original(layer, channel)
            kind = message.get("type") if isinstance(message, dict) else None
            await self.gate.passing(
                what="event", type=kind, socket=self.whose(channel), message=repr(message)
            )
            return message

        return receive

    def _named(self, original):
        @functools.wraps(original)
        async def new_channel(layer, *arguments):
            channel = await original(layer, *arguments)
            self.channels[channel] = SOCKET.get()
            return channel

        return new_channel
