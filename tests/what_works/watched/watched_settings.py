"""The project's own settings, with an in-memory layer that writes its groups' members down."""

import json
import os
from pathlib import Path

from channels.layers import InMemoryChannelLayer
from learning.settings import *  # noqa: F403

DIARY = Path(os.environ["WATCHED_DIARY"])


class WatchedLayer(InMemoryChannelLayer):
    """Adds a line to the diary whenever somebody joins or leaves a group."""

    async def group_add(self, group, channel):
        await super().group_add(group, channel)
        self._note(group)

    async def group_discard(self, group, channel):
        await super().group_discard(group, channel)
        self._note(group)

    def _note(self, group):
        members = len(self.groups.get(group, {}))
        with DIARY.open("a", encoding="utf-8", newline="\n") as diary:
            diary.write(json.dumps([group, members]) + "\n")


CHANNEL_LAYERS["default"]["BACKEND"] = f"{__name__}.WatchedLayer"  # noqa: F405
