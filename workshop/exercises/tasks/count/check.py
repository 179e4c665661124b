"""Does each connection number its own texts, from 1?"""

from workshop.exercises.actors import expect, shown
from workshop.serve.probes import word


def _say(person):
    said = word()
    return said, str(person.answer(said))


def check(chat):
    """Ask a running copy."""
    with chat.open() as person:
        (one, answer), (two, later) = _say(person), _say(person)
        tried, happened = "two messages over one connection", f"{answer!r} and {later!r} came back"
        expect(answer != one, "The message comes back without a number.", tried, happened)
        expect(
            answer != f"0: {one}",
            "The first message has the number 0. Count before you answer.",
            tried,
            happened,
        )
        number = answer.removesuffix(f": {one}")
        expect(
            number != answer and number.isdigit(),
            "The answer is not the number, a colon, a space and the message.",
            tried,
            happened,
        )
        expect(
            number == "1",
            "A new connection goes on where another one was: they share one number. Store what "
            "belongs to one connection in self.",
            tried,
            happened,
        )
        expect(
            later != f"1: {two}",
            "Every message is number 1: the count starts anew with each. Start it in connect.",
            tried,
            happened,
        )
        expect(later == f"2: {two}", "The second message is not number 2.", tried, happened)
        with chat.open() as newcomer:
            _say(newcomer)
            three, answer = _say(person)
        expect(
            answer == f"3: {three}",
            "Another connection changes the number of this one: they share it. Store what belongs "
            "to one connection in self.",
            "two messages, another connection, a third message over the first",
            f"{answer!r} came back",
        )
        answer = person.answer(b"\x01\x02")
        expect(
            answer == b"\x01\x02",
            "A binary message does not come back as it is. For it, text_data is None.",
            "a binary message",
            f"{shown(answer)} came back",
        )
