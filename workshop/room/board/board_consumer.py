"""What all consumers of the board have in common: a group, and frames that are known by kind."""

import contextlib
import json
import time
from collections import deque

from asgiref.sync import async_to_sync
from autobahn.exception import Disconnected
from channels.generic.websocket import WebsocketConsumer

from workshop.room.board import frames, snapshot

MOST_REFUSALS = 10
# A page that sends more than this many frames within this many seconds is no person's.
MOST_FRAMES, SECONDS = 50, 10
# What a page closes with that is told not to come back.
TOO_MANY_REFUSALS = 4000


class BoardConsumer(WebsocketConsumer):
    """A consumer in the group of its kind that answers frames by their ``kind``."""

    group_name = ""
    kinds = {}

    def connect(self):
        """Join the group, so that whatever is sent there arrives here."""
        self.refused, self.came = 0, deque(maxlen=MOST_FRAMES)
        async_to_sync(self.channel_layer.group_add)(self.group_name, self.channel_name)
        self.accept()

    def disconnect(self, code):
        """Leave the group."""
        async_to_sync(self.channel_layer.group_discard)(self.group_name, self.channel_name)

    def receive(self, text_data=None, bytes_data=None):
        """Answer a frame; one that is wrong gets the reason, and too many of them the end."""
        try:
            self.slow_enough()
            data = frames.read_frame(text_data)
            if data["kind"] not in self.kinds:
                raise ValueError(f"There is no kind like this: {', '.join(self.kinds)}.")
            getattr(self, self.kinds[data["kind"]])(data)
        except ValueError as error:
            self.refused += 1
            self.send(text_data=json.dumps({"kind": "error", "error": str(error)}))
            if self.refused > MOST_REFUSALS:
                self.close(TOO_MANY_REFUSALS)

    def slow_enough(self):
        """Raise ``ValueError`` where frames come faster than anybody types."""
        now = time.monotonic()
        if len(self.came) == MOST_FRAMES and now - self.came[0] < SECONDS:
            raise ValueError(f"At most {MOST_FRAMES} frames in {SECONDS} seconds.")
        self.came.append(now)

    def board_frame(self, event):
        """Send what somebody has sent to this consumer's group, or to it alone."""
        self.send(text_data=json.dumps(event["frame"]))

    def send(self, text_data):
        """Send; to somebody who has left meanwhile, nothing."""
        # They left while this was on its way; disconnect() is called next.
        with contextlib.suppress(OSError, Disconnected):
            super().send(text_data)

    def tell(self, group, **frame):
        """Send a frame to everybody in a group."""
        async_to_sync(self.channel_layer.group_send)(group, {"type": "board_frame", "frame": frame})

    def show(self):
        """Send the room's new picture to all pages that show it."""
        self.tell("room", kind="room", **snapshot.for_the_room())
        self.tell("teacher", kind="board", **snapshot.for_the_teacher())
