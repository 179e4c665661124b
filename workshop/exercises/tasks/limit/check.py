"""Is the eleventh message refused, on this connection only, and later ones are not?"""

import time

from workshop.exercises.actors import NotYet, expect, shown
from workshop.serve.probes import word

MOST = 10
SECONDS = 3
"""CHAT_SECONDS of the copy, as in exercise.toml."""
AGAIN = 0.5
SLEPT = 0.7
ELEVEN = "11 messages at once"
SHARED = (
    "Another connection is refused as well: they share one limit. Store what belongs to one "
    "connection in self."
)
LATER = f"{ELEVEN}, with CHAT_SECONDS = {SECONDS}, and more from time to time"


def _ten(chat, person):
    """Say ten messages, which are allowed."""
    for number in range(1, MOST + 1):
        said = word()
        answer = person.answer(said)
        if answer == said:
            continue
        with chat.open() as other:
            own = word()
            shared = other.answer(own) != own
        means = SHARED if shared else f"Message {number} is not repeated: 10 are allowed."
        raise NotYet(means, ELEVEN, f"{shown(answer)} came back to message {number}")


def _ten_and_one(chat, person):
    """Say eleven messages; return whether the last is repeated, its answer, after how long."""
    _ten(chat, person)
    said, asked = word(), time.monotonic()
    person.say(said)
    answer = person.receive(SECONDS + 1)
    if answer is None:
        means = "The eleventh message gets no answer: the sender has to learn that it is refused."
        if not person.alive():
            means = "The eleventh message ends the connection. Refuse it in words."
        raise NotYet(means, ELEVEN, person.socket.happened)
    return answer == said, answer, time.monotonic() - asked


def check(chat):
    """Ask a running copy."""
    with chat.open() as person, chat.open() as other:
        repeated, answer, seconds = _ten_and_one(chat, person)
        expect(
            not (repeated and seconds > SLEPT),
            "The server waits, and then repeats the message. While one consumer sleeps, all others "
            "wait as well: they share a thread. Refuse instead.",
            ELEVEN,
            f"the eleventh came back after {seconds:.1f} s",
        )
        if repeated:
            said = word()
            expect(
                person.answer(said) == said,
                "The limit is one too high: the twelfth message is refused, not the eleventh.",
                "12 messages at once",
                "the eleventh came back",
            )
        happened = f"{shown(answer)} came back"
        expect(not repeated, "There is no limit: all messages come back.", ELEVEN, happened)
        means = "The refusal does not begin with 'Too many messages'."
        expect(str(answer).startswith("Too many messages"), means, ELEVEN, happened)
        said = word()
        answer = other.answer(said)
        expect(
            answer == said,
            SHARED,
            f"{ELEVEN}, then one over another connection",
            f"{shown(answer)} came back",
        )
        _comes_back(person)


def _comes_back(person):
    # Asked seldom: who counts refused messages, too, has a limit that ends nevertheless.
    deadline = time.monotonic() + 3 * SECONDS
    while time.monotonic() < deadline:
        said = word()
        if person.answer(said) == said:
            return
        time.sleep(AGAIN)
    raise NotYet(
        "The limit never ends: after the seconds have passed, messages are still refused. Forget "
        "old messages, and read CHAT_SECONDS from the settings.",
        LATER,
        f"refused for {3 * SECONDS} s",
    )
