"""Do the others in the room, and only they, learn who is typing?"""

from workshop.exercises.actors import NotYet, expect, shown
from workshop.serve.probes import word

TYPING = {"typing": True}
TRIED = 'ada sends {"typing": true}'
WRONG = ("not JSON", "[]", '"typing"', '{"message": 1}')


def check(chat):
    """Ask a running copy."""
    with chat.open() as ada, chat.open("grace") as grace, chat.open("alan", word()) as alan:
        for person in (ada, grace, alan):
            person.catch_up()
        # Both people's first words have reached everybody.
        ada.catch_up()
        ada.send(TYPING)
        own = ada.catch_up()
        happened = f"ada got {shown(own)}"
        frames = grace.catch_up()
        others = f"grace got {shown(frames)}"
        heard = [frame for frame in frames if "typing" in frame]
        expect(
            not any("typing" in frame for frame in own),
            "The person who types gets it as well. Compare self.channel_name to leave them out.",
            TRIED,
            happened,
        )
        expect(
            not any("typing" in str(frame.get("message", "")) for frame in own),
            "It comes as a message, and stays in the log. It needs a frame of its own kind.",
            TRIED,
            happened,
        )
        if any("error" in frame for frame in own):
            means = "The frame is refused as a wrong message: the server does not know this kind."
            if heard:
                means = "The frame is passed on and refused as well. After passing it on: return."
            raise NotYet(means, TRIED, happened)
        expect(heard, "The others in the room do not get it.", TRIED, others)
        expect(
            heard[0]["typing"] == "ada",
            'What the page sent is passed on as it is. The others need the name, "typing": "ada".',
            TRIED,
            others,
        )
        expect(len(heard) == 1, "The others get it more than once.", TRIED, others)
        frames = alan.catch_up()
        means = "People in another room get it, too."
        expect(not frames, means, f"{TRIED}; alan is in another room", f"alan got {shown(frames)}")
        _true_name(ada, grace)
        _wrong_frames(ada)
        _second_window(chat, ada)


def _second_window(chat, ada):
    with chat.open() as second:
        second.catch_up()
        ada.send(TYPING)
        ada.catch_up()
        frames = second.catch_up()
        expect(
            any(frame.get("typing") == "ada" for frame in frames),
            "Another window of the person who types does not get it. Both windows have the same "
            "user: compare self.channel_name, which is different for each connection.",
            f"{TRIED}; she has a second window open",
            f"there she got {shown(frames)}",
        )


def _true_name(ada, grace):
    claimed = {"typing": True, "username": "alan", "name": "alan"}
    ada.send(claimed)
    ada.catch_up()
    heard = [frame for frame in grace.catch_up() if "typing" in frame]
    expect(
        [frame["typing"] for frame in heard] == ["ada"],
        "The name comes from what the page sent, so anybody can use somebody else's name. Take the "
        "name of the person who is signed in.",
        f"ada sends {shown(claimed)}",
        f"grace got {shown(heard)}",
    )


def _wrong_frames(ada):
    for wrong in WRONG:
        ada.send(wrong)
        frames, found = ada.wait_for(lambda frame: "error" in frame)
        expect(
            found,
            "A wrong frame is no longer answered with an error. Not every frame is JSON, and not "
            "every JSON text is an object with get().",
            f"ada sends {wrong}",
            ada.socket.happened,
        )
