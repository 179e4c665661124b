"""Does a private word reach the two whom it concerns, and nobody else?"""

from contextlib import ExitStack

from workshop.exercises.actors import expect, shown
from workshop.serve.probes import word

TRIED = "ada writes @grace and a word; grace and alan are in the room"


def _heard(person, text):
    frames = person.catch_up()
    return [frame for frame in frames if frame.get("message") == text], frames


def check(chat):
    """Ask a running copy."""
    with ExitStack() as stack:
        ada, grace, second, alan = (
            stack.enter_context(chat.open(name)) for name in ("ada", "grace", "grace", "alan")
        )
        elsewhere = stack.enter_context(chat.open("grace", word()))
        text = f"@grace {word()}"
        ada.say(text)
        own, frames = _heard(ada, text)
        heard, seen = _heard(alan, text)
        happened = f"alan got {shown(heard)}"
        expect(
            not any(frame.get("private") for frame in heard),
            "Everybody gets it, and only the pages hide it. The developer tools still show the "
            "frame: the server must not send it.",
            TRIED,
            happened,
        )
        expect(not heard, "Everybody in the room gets it.", TRIED, happened)
        got, seen = _heard(grace, text)
        again, others = _heard(second, text)
        expect(
            got or again,
            "The person whom it is for does not get it.",
            TRIED,
            f"grace got {shown(seen)}",
        )
        expect(
            got and again,
            "Only one of her windows gets it. A person may have several connections.",
            f"{TRIED}, grace twice",
            f"one window got {shown(got)}, the other {shown(again)}",
        )
        happened = f"ada got {shown(frames)}"
        expect(own, "The person who wrote it does not see it on their own page.", TRIED, happened)
        heard, _ = _heard(elsewhere, text)
        expect(
            not heard,
            "It arrives in another room as well. It belongs to this room only.",
            f"{TRIED}; grace is in another room, too",
            f"there she got {shown(heard)}",
        )
        expect(
            all(frame.get("private") is True for frame in own + got),
            "The frame does not say that it is private: the key is missing.",
            TRIED,
            f"grace got {shown(got)}",
        )
        _whole_name(ada, grace, alan)
        _for_all(ada, alan)


def _whole_name(ada, grace, alan):
    for name in ("gracex", "grac"):
        text = f"@{name} {word()}"
        ada.say(text)
        ada.catch_up()
        (heard, _), (others, _) = _heard(grace, text), _heard(alan, text)
        # Who takes an unknown name for a message to all is not told off.
        expect(
            not heard or others,
            "A part of a name is enough to get it. Compare whole names, with ==.",
            f"ada writes {text}",
            f"grace got {shown(heard)}",
        )


def _for_all(ada, alan):
    for text in (f"mail me @grace {word()}", word()):
        ada.say(text)
        ada.catch_up()
        heard, frames = _heard(alan, text)
        expect(
            heard and not heard[0].get("private"),
            "A message for everybody does not reach everybody, or is marked as private. Only the "
            "first word is an address.",
            f"ada writes {text}",
            f"alan got {shown(frames)}",
        )
    for text in ("@", " "):
        ada.say(text)
        ada.catch_up()
