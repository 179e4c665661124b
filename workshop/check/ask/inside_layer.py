"""What only a look into the channel layer of a trial shows: what it drops, and who joins a group.

Imported by ``trial_settings``, like ``inside``, whose lines have the same ``MARK``. What is wrapped
keeps its name, by which ``inside`` tells of coroutines that were not awaited.
"""

import functools
import re
import sys

from workshop.check.ask.inside import MARK

FULL = f"{MARK} a message was dropped: "
UNPACKED = f"{MARK} it could not be sent through Redis: "
STRANGER = f"{MARK} a stranger was in a group: "
EMPTY = f"{MARK} nobody was in the group of an event: "
SIGNS = re.compile(r"[\W_]")


def _say(text):
    print(text, file=sys.stderr, flush=True)


def watch():
    """Watch the layer in memory of this process, and the consumers that use it."""
    try:
        from channels.consumer import AsyncConsumer
        from channels.exceptions import ChannelFull
        from channels.layers import InMemoryChannelLayer
    except Exception:
        # Channels is missing or hidden by a file of that name: the server itself will say so.
        return
    _watch_full(InMemoryChannelLayer, ChannelFull)
    _watch_packing(InMemoryChannelLayer)
    _watch_empty(InMemoryChannelLayer)
    _watch_strangers(InMemoryChannelLayer, AsyncConsumer)


def _watch_full(layer, full):
    """Tell of each message that a layer drops because a member's channel is full."""
    send = layer.send

    @functools.wraps(send)
    async def send_and_look(self, channel, message):
        try:
            return await send(self, channel, message)
        except full:
            _say(f"{FULL}a channel that holds {self.get_capacity(channel)} was full")
            raise

    layer.send = send_and_look


def _watch_packing(layer):
    """Tell of each event that channels_redis could not write as bytes, as it does it by default."""
    try:
        from channels_redis.serializers import registry

        packer = registry.get_serializer("msgpack")
    except Exception:
        # Without the package, or with another edition of it, nothing is known of it.
        return
    group_send = layer.group_send

    @functools.wraps(group_send)
    async def pack_and_send(self, group, message):
        try:
            packer.serialize(message)
        except Exception as error:
            _say(f"{UNPACKED}{type(error).__name__}: {str(error)[:200]}")
        return await group_send(self, group, message)

    layer.group_send = pack_and_send


def _watch_empty(layer):
    """Tell of each event for a group without members, where one that reads the same has some.

    Two names read the same that differ in signs and in capitals alone.
    """
    group_send = layer.group_send

    @functools.wraps(group_send)
    async def look_and_send(self, group, message):
        if not self.groups.get(group):
            for other in [name for name, members in self.groups.items() if members]:
                if _letters(other) == _letters(group):
                    _say(f"{EMPTY}{group!r}, while somebody is in {other!r}")
        return await group_send(self, group, message)

    layer.group_send = look_and_send


def _letters(name):
    return SIGNS.sub("", name).lower()


def _watch_strangers(layer, consumer):
    """Tell of each consumer of nobody who is signed in, that has been in a group of others.

    That is a group that is named after the room of its address, or that people have joined. One
    that a consumer makes for its own user has nobody else in it.
    """
    group_add, call = layer.group_add, consumer.__call__
    joined, of_people = {}, set()

    @functools.wraps(group_add)
    async def note(self, group, channel):
        joined.setdefault(channel, []).append(group)
        return await group_add(self, group, channel)

    async def call_and_look(self, scope, receive, send):
        try:
            return await call(self, scope, receive, send)
        finally:
            groups = joined.pop(getattr(self, "channel_name", None), [])
            scope = getattr(self, "scope", scope)
            user = scope.get("user")
            if user is not None and user.is_authenticated:
                of_people.update(groups)
            elif user is not None:
                room = [str(part) for part in scope.get("url_route", {}).get("kwargs", {}).values()]
                shared = (g for g in groups if g in of_people or any(part in g for part in room))
                for group in shared:
                    _say(f"{STRANGER}{type(self).__name__} in {group}")

    layer.group_add = note
    consumer.__call__ = call_and_look
