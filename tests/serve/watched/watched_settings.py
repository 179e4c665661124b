"""The project's own settings, with an in-memory layer that writes its groups' members down.

What the layer counts in seconds passes ``WATCHED_SPEED`` times as fast.
"""

import json
import os
from pathlib import Path

from channels.layers import InMemoryChannelLayer
from learning.settings import *  # noqa: F403

DIARY = Path(os.environ["WATCHED_DIARY"])
SPEED = int(os.environ["WATCHED_SPEED"])


class WatchedLayer(InMemoryChannelLayer):
    """Adds a line to the diary whenever a group has fewer or more members than before."""

    def __init__(self, **config):
        super().__init__(**config)
        self.expiry /= SPEED
        self.noted = {}

    async def group_add(self, group, channel):
        await super().group_add(group, channel)
        self._note()

    async def group_discard(self, group, channel):
        await super().group_discard(group, channel)
        self._note()

    def _remove_from_groups(self, channel):
        super()._remove_from_groups(channel)
        self._note()

    def _note(self):
        for group in self.noted.keys() | self.groups.keys():
            members = len(self.groups.get(group, {}))
            if members != self.noted.get(group):
                self.noted[group] = members
                with DIARY.open("a", encoding="utf-8", newline="\n") as diary:
                    diary.write(json.dumps([group, members]) + "\n")


CHANNEL_LAYERS["default"]["BACKEND"] = f"{__name__}.WatchedLayer"  # noqa: F405
