"""The in-memory channel layer, which also writes down what it is asked to do and what it delivers.

One JSON object a line in the file that the environment variable ``WORKSHOP_LAYER_LOG`` names.
Only the recordings of the pages use it.
"""

import json
import os
from pathlib import Path

from channels.layers import InMemoryChannelLayer

LOG = "WORKSHOP_LAYER_LOG"


def _note(**event):
    with Path(os.environ[LOG]).open("a", encoding="utf-8", newline="\n") as log:
        log.write(json.dumps(event) + "\n")


class RecordingLayer(InMemoryChannelLayer):
    """Does what its base does; notes a call before, a delivery after it happened."""

    async def group_add(self, group, channel):
        """Note who joins, then let them."""
        _note(call="group_add", group=group, channel=channel)
        await super().group_add(group, channel)

    async def group_discard(self, group, channel):
        """Note who leaves, then let them."""
        _note(call="group_discard", group=group, channel=channel)
        await super().group_discard(group, channel)

    async def group_send(self, group, message):
        """Note the message, then send it."""
        _note(call="group_send", group=group, event=message)
        await super().group_send(group, message)

    async def receive(self, channel):
        """Return the next message of a channel, and note it."""
        message = await super().receive(channel)
        _note(call="receive", channel=channel, event=message)
        return message
