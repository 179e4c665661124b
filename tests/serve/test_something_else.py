"""What comes back in place of a message is told, but for what comes to everybody unasked."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.support.lesson import LESSON
from workshop.lesson import checkpoints
from workshop.serve.probes import PROBES
from workshop.serve.server import Server

# The query says what is sent to who comes, and what to who has said something.
CONSUMERS = """import json
from urllib.parse import parse_qs

from channels.generic.websocket import WebsocketConsumer


class EchoConsumer(WebsocketConsumer):
    def connect(self):
        self.accept()
        self.wishes = parse_qs(self.scope['query_string'].decode())
        for text in self.wishes.get('coming', []):
            self.send(text_data=text)

    def receive(self, text_data=None, bytes_data=None):
        # The answer to the message before this one: late, as from a busy machine.
        if 'late' in self.wishes and hasattr(self, 'before'):
            self.send(text_data=self.before)
        self.before = text_data
        for text in self.wishes.get('saying', []):
            self.send(text_data=text)
"""
SECONDS = 3
NOTHING, LATE = "no message", "the message did not come back"
TOLD = {
    "nothing": ("", NOTHING),
    "something for everybody": ('coming={"here":["ada"]}', NOTHING),
    "two things for everybody": ('coming={"here":[]}&coming={"unread":2}', NOTHING),
    "the message, late": ('coming={"here":[]}&late=1', LATE),
    "another key": ('coming={"here":[]}&saying={"text":1}', '{"text":1}'),
    "another text": ("saying=hello", "hello"),
    "as the welcome": ("coming=hello&saying=hello", "hello"),
    "one kind twice": ('coming={"message":"hi"}&saying={"message":1}', '{"message":1}'),
}


@pytest.mark.all
def test_what_comes_in_place_of_a_message_is_told(tmp_path):
    point = LESSON.checkpoint("2.4")
    project = checkpoints.write(point, tmp_path / "learning")
    file = project / "chat" / "consumers.py"
    file.write_text(CONSUMERS, encoding="utf-8", newline="\n")

    def happened(what):
        socket = f"/ws/echo/?{TOLD[what][0]}"
        seen = PROBES["sender-hears"](replace(target, socket=socket))
        assert not seen.held
        return seen.happened.partition(" within")[0]

    with Server(project) as server, ThreadPoolExecutor(len(TOLD)) as pool:
        target = checkpoints.target(point, server.port, seconds=SECONDS)
        assert dict(zip(TOLD, pool.map(happened, TOLD), strict=True)) == {
            what: told if told in (NOTHING, LATE) else f"something else came back: {told}"
            for what, (_, told) in TOLD.items()
        }
