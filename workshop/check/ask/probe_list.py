"""What ``check`` asks a running copy: the claims of the lesson, and a few questions of its own."""

from functools import partial

from workshop.check.ask import (
    account_probes,
    badge_probes,
    build_probes,
    careful_probes,
    own_probes,
    picture_probes,
    presence_probes,
    room_probes,
    ticket_probes,
)
from workshop.serve.claims import CLAIMS
from workshop.serve.probes import PROBES

SENTENCES = {
    "starts": "the server starts",
    "daphne": "Daphne serves",
    **{claim.id: claim.sentence for claim in CLAIMS},
    "once": "a message arrives once",
    "refused": "a stranger is told no",
    "uninvited": "a stranger joins no group",
    "twin": "the asynchronous consumer does what the other one does",
    "signs-in": "who is not signed in is sent to a page that is there",
    "chooses": "the form leads to a room",
    "wrong-names": "a name that no room can have is answered without an error",
    "hosts": "each person's own address leads to the page",
    "names": "no page is shown whose socket cannot exist",
    "page-talks": "the page sends a message and shows the answer",
    "token": "a POST without the token of the form is refused",
    "own-name": "nobody can write under another name",
    "alone": "the project starts without manage.py too",
    "bad-input": "a message that is wrong is answered, and the socket stays open",
    "to-its-sender": "a message that is wrong is answered to its sender alone",
    "page-told": "the page shows a reason when a message is refused",
    "burst": "many messages at the same moment all arrive",
    "packs": "what is sent to a group can go through Redis",
    "sessions": "a second server knows who is signed in",
    "redis": "the settings give a channel layer when REDIS_URL is set",
    "late": "anyone who comes late gets what was said",
    "caught-up": "anyone who was away gets what was missed, once and in order",
    "ticket": "a page of another origin comes in with a ticket, once",
    "ticket-told": "a ticket that is not good is told so with a code",
    "told": "a notification is told after its commit, whatever process saves it",
    "badge": "each window shows how many notifications are unread",
    "own-account": "anyone can make an account and sign in with it",
    "signed-out": "logging out closes the sockets of who logs out, and nobody else's",
    "members-only": "a room with the name of a group is for its members only",
    "present": "everybody in a room is told who is there, and hears who leaves",
    "windows": "a person with two windows is named once, until the last one is closed",
    "still-there": "a page that says that it is still there is understood",
    "picture": "a picture comes to everybody in its room",
    "pretended": "what is no picture is refused, whatever its name says",
    "pictures-inside": "nobody who is not signed in sends or sees a picture",
    "ends": "a consumer ends when its socket is closed",
    "leaves": "who leaves, leaves the group too",
    "awaited": "every coroutine is awaited",
    "quiet": "the server reports no error",
}
# Where a hole is to be closed, this is what does not hold yet.
CLOSED = {
    "stranger": "a stranger (not signed in) gets no socket",
    "foreign-page": "a page of a foreign site gets no socket",
}
ORDER = tuple(SENTENCES)
# Questions that check adds to those of the pages: the checkpoint that brings them.
ADDED = {
    "starts": "1.1",
    "daphne": "2.1",
    "page-talks": "1.3",
    "token": "1.3",
    "quiet": "1.1",
    "awaited": "2.2",
    "alone": "2.2",
    "chooses": "3.1",
    "wrong-names": "3.1",
    "once": "3.2",
    "leaves": "3.2",
    "ends": "2.2",
    "names": "3.2",
    "signs-in": "3.3",
    "own-name": "3.3",
    "hosts": "3.3",
    "refused": "3.4",
    "uninvited": "3.4",
    "bad-input": "3.5",
    "to-its-sender": "3.5",
    "page-told": "3.5",
    "burst": "3.2",
    "packs": "3.6",
    "sessions": "3.6",
    "redis": "3.6",
    "twin": "3.7",
}
# Another checkpoint with which somebody may begin it.
ALSO = {"page-talks": "2.3"}


ASKS = {
    **PROBES,
    "http-answer": partial(own_probes.over_http, "http-answer"),
    "sender-hears": partial(own_probes.over_http, "sender-hears"),
    "once": own_probes.once,
    "refused": own_probes.refused,
    "twin": own_probes.twin,
    "signs-in": own_probes.signs_in,
    "chooses": own_probes.chooses,
    **careful_probes.ASKS,
    **build_probes.ASKS,
    **ticket_probes.ASKS,
    **account_probes.ASKS,
    **presence_probes.ASKS,
    **picture_probes.ASKS,
    **room_probes.ASKS,
    "hosts": own_probes.hosts,
    "names": own_probes.names,
    "bad-input": own_probes.bad_input,
}
# These run the project's own module, which ``check`` tells them.
OF_MODULE = {**own_probes.OF_MODULE, **badge_probes.OF_MODULE, **room_probes.OF_MODULE}


def not_yet(claim, seen):
    """Return in words what does not hold yet; ``seen``: the ``Observation`` of it, or None."""
    return CLOSED.get(claim, SENTENCES[claim]) if seen and seen.held else SENTENCES[claim]
