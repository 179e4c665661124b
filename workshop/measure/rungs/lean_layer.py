"""An in-memory channel layer that does one thing: put the event into each member's queue.

Django Channels' own copies every event for each member, starts a task for each, and looks through
all queues for old messages at every step. Given up: a message never expires, all members get the
same dictionary (a handler must not change it), and only consumers receive: no workers by name.
As with Channels' own: one process, and a full queue drops what comes, but here the log says so.
"""

import asyncio
import logging
import secrets

from channels.exceptions import ChannelFull
from channels.layers import BaseChannelLayer

logger = logging.getLogger(__name__)


class LeanChannelLayer(BaseChannelLayer):
    extensions = ["groups"]

    def __init__(self, capacity=10000, **kwargs):
        super().__init__(capacity=capacity, **kwargs)
        self.queues = {}
        self.groups = {}

    async def new_channel(self, prefix="specific."):
        channel = f"{prefix}lean!{secrets.token_hex(8)}"
        self.queues[channel] = asyncio.Queue(self.capacity)
        return channel

    async def receive(self, channel):
        try:
            return await self.queues[channel].get()
        except asyncio.CancelledError:
            # The consumer has ended.
            self.queues.pop(channel, None)
            raise

    async def send(self, channel, message):
        try:
            self.queues[channel].put_nowait(message)
        except (KeyError, asyncio.QueueFull):
            raise ChannelFull(channel) from None

    async def group_add(self, group, channel):
        self.require_valid_group_name(group)
        self.groups.setdefault(group, {})[channel] = True

    async def group_discard(self, group, channel):
        members = self.groups.get(group, {})
        members.pop(channel, None)
        if not members:
            self.groups.pop(group, None)

    async def group_send(self, group, message):
        for channel in list(self.groups.get(group, ())):
            if channel not in self.queues:
                await self.group_discard(group, channel)
                continue
            try:
                await self.send(channel, message)
            except ChannelFull:
                logger.warning("%s is full: it misses a message to %s", channel, group)
