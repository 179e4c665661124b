"""Does the bot count down in messages of their own, and bear what people type?"""

import time

from workshop.exercises.actors import NotYet, expect, shown
from workshop.serve.probes import word

COMMAND = "/countdown 3"
WANTED = ["3", "2", "1", "Go"]
SLEPT = 0.7
NOT_SO = ("/countdown soon", "/countdown", "/countdown 11", "/countdown 0")


def _answers(person, command, closed):
    """Return what comes before the answer to a word that is said after the command."""
    own = word()
    person.say(command)
    person.say(own)
    frames, found = person.wait_for(lambda frame: frame == own)
    if not found:
        raise NotYet(closed, f"{command}, then a word", person.socket.happened)
    return frames[:-1]


def check(chat):
    """Ask a running copy."""
    with chat.open() as person:
        closed = "The connection does not go on after the command."
        frames = _answers(person, COMMAND, closed)
        happened = f"these came back: {shown(frames)}"
        expect(frames != [COMMAND], "The command comes back: no bot is there.", COMMAND, happened)
        expect(
            COMMAND not in frames,
            "The command itself comes back, too. The bot's answer is enough.",
            COMMAND,
            happened,
        )
        expect(
            len(frames) != 1,
            "All numbers come in one message. Send each in a message of its own.",
            COMMAND,
            happened,
        )
        expect(
            frames != list(reversed(WANTED[:3])) + ["Go"],
            "The bot counts up. range() takes a third number: the step.",
            COMMAND,
            happened,
        )
        expect(
            frames == WANTED,
            "The answers are not 3, 2, 1 and Go.",
            COMMAND,
            happened,
        )
        _others_are_served(chat)
        for command in NOT_SO:
            closed = (
                "What somebody typed ends the connection. int() raises ValueError for a word, and "
                "a list that is too short IndexError."
            )
            frames = _answers(person, command, closed)
            happened = f"these came back: {shown(frames)}"
            expect(
                len(frames) < 3,
                "A number above 10 is counted. A person can ask for a million messages.",
                command,
                happened,
            )
            expect(
                len(frames) == 1 and "1 to 10" in str(frames[0]),
                "If the bot does not understand a command, it has to answer with one text that "
                "says how it is used: 1 to 10.",
                command,
                happened,
            )
        person.send(b"\x01\x02")
        answer = person.receive()
        expect(
            answer == b"\x01\x02",
            "A binary message does not come back. It has no text_data: that is None.",
            "a binary message",
            shown(answer) if answer else person.socket.happened,
        )


def _others_are_served(chat):
    with chat.open() as counting, chat.open() as other:
        before = _seconds(other)
        counting.say("/countdown 10")
        counting.receive()
        after = _seconds(other)
        expect(
            after < SLEPT or after < 5 * before,
            "While the bot counts, nobody else is served: all ordinary consumers share one thread, "
            "and time.sleep() stops it. Send without a pause.",
            "/countdown 10, and a word over another connection",
            f"the word came back after {after:.1f} s or later",
        )


def _seconds(person):
    asked, said = time.monotonic(), word()
    person.say(said)
    person.wait_for(lambda frame: frame == said)
    return time.monotonic() - asked
