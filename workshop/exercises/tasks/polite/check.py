"""Are texts of more than 200 characters refused, in words, over a connection that stays?"""

from workshop.exercises.actors import NotYet, expect, shown
from workshop.serve.probes import word

LIMIT = 200
TOO_LONG = "a text of 201 characters"


def _text(length, letter="x"):
    return word().ljust(length, letter)


def check(chat):
    """Ask a running copy."""
    with chat.open() as person:
        long, longer = _text(LIMIT), _text(LIMIT + 1)
        answer = person.answer(long)
        expect(
            answer == long,
            "A text of exactly 200 characters is within the limit, and has to come back.",
            "a text of 200 characters",
            f"{shown(answer)} came back",
        )
        accents = _text(LIMIT, "é")
        answer = person.answer(accents)
        expect(
            answer == accents,
            "Bytes are counted, not characters: letters such as é take two bytes each.",
            "a text of 200 characters, most of them é",
            f"{shown(answer)} came back",
        )
        own = word()
        person.say(longer)
        person.say(own)
        frames, found = person.wait_for(lambda frame: frame == own)
        happened = f"before the next message came back: {shown(frames[:-1])}"
        if not found:
            means = "After a text that is too long, the connection does not go on. Refuse in words."
            raise NotYet(means, TOO_LONG, person.socket.happened)
        said = frames[:-1]
        expect(
            said != [longer],
            "A text of more than 200 characters comes back. If the page has a limit, people with "
            "other clients do not: the server has to ask.",
            TOO_LONG,
            happened,
        )
        expect(
            longer not in said,
            "The text is refused, and still comes back. After the refusal: return.",
            TOO_LONG,
            happened,
        )
        expect(said, "The refusal is silent: the sender has to learn why.", TOO_LONG, happened)
        expect(
            not any(longer[:50] in str(frame) for frame in said),
            "A part of the text comes back. Its sender cannot know that the rest is lost: "
            "refuse the whole text.",
            TOO_LONG,
            happened,
        )
        expect(
            len(said) == 1 and str(LIMIT) in str(said[0]),
            "The refusal does not name the limit of 200 characters.",
            TOO_LONG,
            happened,
        )
        _binary(person)


def _binary(person):
    for size, means in (
        (2, "A binary message does not come back. It has no text_data: that is None."),
        (LIMIT + 1, "A long binary message does not come back. The limit is only for texts."),
    ):
        frame = b"\x01" * size
        person.send(frame)
        answer = person.receive()
        happened = shown(answer) if answer else person.socket.happened
        expect(answer == frame, means, f"a binary message of {size} bytes", happened)
