"""Does a newcomer get the last 50 messages of the room?"""

from workshop.exercises.actors import expect, shown
from workshop.serve.probes import word

MOST = 50
SAID = 55
TRIED = f"ada writes {SAID} messages, then grace joins"


def _talk(person, mark, many):
    """Write some messages that begin with ``mark``; return their texts, once all came back."""
    texts = [f"{mark}-{number:02}" for number in range(many)]
    for text in texts:
        person.say(text)
    person.wait_for(lambda frame: frame.get("message") == texts[-1])
    person.catch_up()
    return texts


def check(chat):
    """Ask a running copy."""
    mark = word()
    with chat.open() as ada, chat.open("alan", word()) as alan:
        elsewhere = _talk(alan, word(), 3)
        with chat.open():
            # Two windows hear what is said once.
            texts = _talk(ada, mark, SAID)
        with chat.open("grace") as grace:
            frames = grace.catch_up()
            again = [frame for frame in ada.catch_up() if mark in str(frame)]
            alone = grace.alive()
        heard = [frame.get("message") for frame in frames]
        happened = f"{len(heard)} messages came: {shown(frames)}"
        expect(heard or alone, "The connection of a newcomer is closed.", TRIED, happened)
        expect(
            not again,
            "Everybody hears the old messages again. group_send sends to all: use self.send().",
            TRIED,
            f"ada got {len(again)} messages a second time",
        )
        expect(
            heard,
            "A newcomer hears nothing of what was said. Keep it where every consumer can read it: "
            "what belongs to self belongs to one connection.",
            TRIED,
            happened,
        )
        expect(
            not set(heard) & set(elsewhere),
            "Messages of another room are among them. Each room needs a list of its own.",
            TRIED,
            happened,
        )
        counts = [heard.count(text) for text in texts[-10:]]
        expect(
            max(counts) <= 1,
            "Messages come more than once. chat_message runs for each person in the room; keep a "
            "message in receive.",
            TRIED,
            f"{shown(texts[-1])} came {heard.count(texts[-1])} times",
        )
        # Ada's last word, with which she caught up, may be among the 50.
        old = [text for text in heard if text in texts]
        expect(
            old != sorted(old, reverse=True) or len(old) < 2,
            "They come in the wrong order: the newest is the first.",
            TRIED,
            happened,
        )
        expect(len(heard) <= MOST, f"More than {MOST} messages come.", TRIED, happened)
        expect(
            len(heard) == MOST and old == texts[-len(old) :] and len(old) >= MOST - 1,
            f"These are not the last {MOST} messages, the oldest first.",
            TRIED,
            happened,
        )
        names = {frame.get("username") for frame in frames}
        expect(
            names == {"ada"},
            "Old messages come without the name of the one who wrote them. Keep it with the text.",
            TRIED,
            happened,
        )
