"""Does the room read who joins and who leaves, and nobody else?"""

from workshop.exercises.actors import NotYet, expect, shown
from workshop.serve.probes import word

COMING = "ada is in the room, and grace joins it"
GOING = "grace closes her connection, ada is in the room"
STRANGER = "a stranger tries to join, and is refused"


def _said(frame, what):
    return what in str(frame.get("message", "")).casefold()


def _joining(chat, ada):
    """Let grace join; return her connection."""
    grace = chat.open("grace")
    own = grace.catch_up()
    frames = ada.catch_up()
    happened = f"ada got {shown(frames)}"
    found = [frame for frame in frames if _said(frame, "joined") and _said(frame, "grace")]
    if not found:
        only = any(_said(frame, "joined") for frame in own)
        means = "Nobody in the room reads that somebody has joined."
        if only:
            means = (
                "Only the newcomer reads it. self.send() sends to one person, group_send to all."
            )
        raise NotYet(means, COMING, happened)
    expect(len(found) == 1, "A newcomer is announced more than once.", COMING, happened)
    named = isinstance(found[0].get("username"), str)
    expect(named, "The announcement has no username: the page shows 'undefined'.", COMING, happened)
    return grace


def check(chat):
    """Ask a running copy."""
    with chat.open() as ada, chat.open("alan", word()) as alan:
        alan.catch_up()
        ada.catch_up()
        with _joining(chat, ada):
            frames = alan.catch_up()
            expect(
                not frames,
                "People in another room read it, too. The group of a room has its name.",
                f"{COMING}; alan is in another room",
                f"alan got {shown(frames)}",
            )
        frames, found = ada.wait_for(lambda frame: _said(frame, "left") and _said(frame, "grace"))
        happened = f"ada got {shown(frames)}"
        expect(found, "Nobody in the room reads that somebody has left.", GOING, happened)
        chat.refused()
        # By the time somebody else has come and gone, the stranger's own end has been dealt with.
        with chat.open("alan") as other:
            # What is on its way to somebody who closes can break their connection on the server.
            other.wait_for(lambda frame: _said(frame, "joined"))
        frames, found = ada.wait_for(lambda frame: _said(frame, "left") and _said(frame, "alan"))
        others = [frame for frame in frames if not _said(frame, "alan")]
        expect(
            not others,
            "A stranger is announced, who was never in the room. Channels calls disconnect() also "
            "for people whom connect() has refused.",
            STRANGER,
            f"ada got {shown(others)}",
        )
