"""Who talks to the board: learners, the pages that everybody sees, the teacher's own page."""

import json
import secrets
import time

from asgiref.sync import async_to_sync

from workshop.room.board import frames, register, snapshot
from workshop.room.board.board_consumer import BoardConsumer


class LearnerConsumer(BoardConsumer):
    """Somebody who learns: their terminal, their page, or the lab."""

    group_name = "learners"
    kinds = {
        "join": "join",
        "state": "state",
        "hand": "hand",
        "hunt": "hunt",
        "leave": "leave",
    }
    learner = None

    def disconnect(self, code):
        """Show them as away."""
        super().disconnect(code)
        if self.learner:
            register.away(self.learner, self.channel_name)
            # A hunt that ends is not the end of their check: whoever is still there says so.
            self.ask_who_is_there(self.learner.pk)
            self.show()

    def ask_who_is_there(self, number):
        """Ask all consumers of learners whether one of them speaks for this one."""
        asked = {"type": "still_there", "learner": number}
        async_to_sync(self.channel_layer.group_send)(self.group_name, asked)

    def still_there(self, event):
        """Take the place of another connection of the same person that has ended."""
        if self.learner and self.learner.pk == event["learner"]:
            register.here(self.learner, self.channel_name)
            self.show()

    def me(self):
        """Return the learner as the database has them now. Raises ``ValueError`` for a stranger."""
        if self.learner is None:
            raise ValueError("Join first.")
        try:
            self.learner.refresh_from_db()
        except self.learner.DoesNotExist:
            raise ValueError("You have left: join again.") from None
        if not self.learner.channel:
            # Another command of theirs was here and has ended.
            self.learner.channel = self.channel_name
        return self.learner

    def join(self, data):
        """Put them on the board; answer with the name there and what the teacher said last."""
        if self.learner:
            raise ValueError("You have joined already.")
        token, name = frames.token(data), frames.name(data)
        self.learner = register.join(token, name, self.channel_name)
        said = register.session().said
        self.send(text_data=json.dumps({"kind": "joined", "name": self.learner.name, "said": said}))
        self.show()

    def state(self, data):
        """Keep what their check has found."""
        reached, mistake = frames.checkpoint(data), frames.mistake(data)
        checking = frames.flag(data, "checking")
        register.move(self.me(), reached, mistake, frames.ago(data), checking)
        self.show()

    def hand(self, data):
        """Put their hand up or down."""
        register.raise_hand(self.me(), frames.flag(data, "up"))
        self.show()

    def hunt(self, data):
        """Keep that they have found the mistake of a hunt."""
        name = frames.text(data, "hunt", 20)
        seconds, level = int(frames.ago(data, "seconds")), int(frames.ago(data, "help"))
        register.found(self.me(), name, seconds, min(level, 3))
        self.show()

    def leave(self, data):
        """Forget them."""
        register.leave(self.me())
        self.learner = None
        self.show()
        self.close()


class RoomConsumer(BoardConsumer):
    """A page that everybody may see; it is only told."""

    group_name = "room"

    def connect(self):
        """Show the room as it is now."""
        super().connect()
        self.send(text_data=json.dumps({"kind": "room", **snapshot.for_the_room()}))


class TeacherConsumer(BoardConsumer):
    """The teacher's page: who knows the key sees names and speaks to all."""

    group_name = "teacher"
    kinds = {"say": "say", "begin": "begin", "lower": "lower", "race": "race"}

    def connect(self):
        """Let in whoever has the key, and show them the room as it is now."""
        key = self.scope["url_route"]["kwargs"]["key"]
        if not secrets.compare_digest(key.encode(), register.session().key.encode()):
            self.close()
            return
        super().connect()
        self.send(text_data=json.dumps({"kind": "board", **snapshot.for_the_teacher()}))

    def say(self, data):
        """Say a sentence to all learners and to the room's pages; an empty one takes it back."""
        said = "" if data.get("text") == "" else frames.text(data, "text", frames.LONGEST_SAID)
        session = register.session()
        session.said = said
        session.save()
        self.tell("learners", kind="said", said=said)
        self.show()

    def begin(self, data):
        """Count the agenda's minutes from now."""
        session = register.session()
        session.began = time.time()
        session.save()
        self.show()

    def lower(self, data):
        """Put a learner's hand down: somebody is there."""
        number = data.get("number")
        if type(number) is not int or not 0 < number < 2**31:
            raise ValueError("number is a learner's number.")
        channel = register.lower_hand(number)
        if channel:
            lowered = {"type": "board_frame", "frame": {"kind": "hand", "up": False}}
            async_to_sync(self.channel_layer.send)(channel, lowered)
        self.show()

    def race(self, data):
        """Show the finders of a hunt by name, or no longer."""
        session = register.session()
        session.race = frames.flag(data, "shown")
        session.save()
        self.show()
