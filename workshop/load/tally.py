"""Count deliveries: each message, at each member of its room, once and in its sender's order."""

import math
from array import array
from time import perf_counter

PADDING = 40


class Tally:
    """What ``people`` in ``rooms`` say (``messages`` each) and hear.

    Person ``p`` is in room ``p % rooms``. With ``group`` everybody in the room hears a message,
    otherwise its sender alone. Every text begins with ``token``: what others say is not counted.
    """

    def __init__(self, people, rooms, messages, group, token):
        self.people, self.rooms, self.messages = people, rooms, messages
        self.group, self.token = group, token
        self.present = [False] * people
        self.sent = [0] * people
        self.refused = [0] * people
        self.deliveries = self.twice = self.out_of_order = self.strayed = self.closed = 0
        self.arrivals, self.latencies = array("d"), array("d")
        self.last_arrival = perf_counter()
        self._sent_at = [array("d", [0.0]) * messages for _ in range(people)]
        senders = math.ceil(people / rooms) if group else 1
        self._seen = [bytearray(senders * messages) for _ in range(people)]
        self._latest = [array("l", [-1]) * senders for _ in range(people)]

    def say(self, person):
        """Return the text of this person's next message; its time begins now."""
        number = self.sent[person]
        self._sent_at[person][number] = perf_counter()
        self.sent[person] += 1
        return f"{self.token} {person} {number} ".ljust(PADDING, ".")

    def hear(self, person, text):
        """Note that ``person`` hears ``text`` now."""
        now = perf_counter()
        words = text.split(" ", 3)
        if words[0] != self.token:
            return
        self.last_arrival = now
        try:
            sender, number = int(words[1]), int(words[2])
            meant = 0 <= number < self.sent[sender] and self._meant_for(person, sender)
        except (ValueError, IndexError):
            meant = False
        if not meant:
            self.strayed += 1
            return
        place = sender // self.rooms if self.group else 0
        index = place * self.messages + number
        if self._seen[person][index]:
            self.twice += 1
            return
        self._seen[person][index] = 1
        if number < self._latest[person][place]:
            self.out_of_order += 1
        else:
            self._latest[person][place] = number
        self.deliveries += 1
        self.arrivals.append(now)
        self.latencies.append(now - self._sent_at[sender][number])

    def _meant_for(self, person, sender):
        return sender % self.rooms == person % self.rooms if self.group else sender == person

    def refuse(self, person):
        """Note that the server has answered this person with an error: nobody is to hear it."""
        self.last_arrival = perf_counter()
        self.refused[person] += 1

    @property
    def expected(self):
        """The deliveries that are due for what was sent and not refused."""
        due = 0
        for room in range(self.rooms):
            members = range(room, self.people, self.rooms)
            said = sum(max(0, self.sent[member] - self.refused[member]) for member in members)
            due += said * (sum(self.present[member] for member in members) if self.group else 1)
        return due

    @property
    def lost(self):
        """The deliveries that are due and have not arrived."""
        return max(0, self.expected - self.deliveries)


def percentile(ordered, share):
    """Return the value that ``share`` (0 to 1) of the ``ordered`` values do not exceed; or None."""
    if not ordered:
        return None
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
