"""What ``check`` asks a running copy: the claims of the lesson, and a few questions of its own."""

import re
from functools import partial

from workshop.check.ask import (
    account_probes,
    badge_probes,
    build_probes,
    careful_probes,
    inside,
    own_probes,
    picture_probes,
    presence_probes,
    ticket_probes,
)
from workshop.serve.claims import CLAIMS
from workshop.serve.probes import PROBES, Observation

SENTENCES = {
    "starts": "the server starts",
    "daphne": "Daphne serves",
    **{claim.id: claim.sentence for claim in CLAIMS},
    "once": "a message arrives once",
    "refused": "a stranger is told no",
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
    "bad-input": "3.5",
    "to-its-sender": "3.5",
    "redis": "3.6",
    "twin": "3.7",
}
# Another checkpoint with which somebody may begin it.
ALSO = {"page-talks": "2.3"}
# Somebody left while a message to them was on its way: django/channels#1466, no mistake of theirs.
GONE = "Attempt to send on a closed protocol"
TOLD_GONE = re.compile(
    rf"^Exception inside application: {GONE}\n(?:.*\n)*?\S*Disconnected: {GONE}.*\n?", re.MULTILINE
)
CHAINED = ("another exception occurred:", "direct cause of the following exception:")
# What stands above the traceback of an error that nobody caught.
REPORTED = re.compile(
    "Exception inside application|Internal Server Error|Exception in (thread|callback)|"
    "exception was never retrieved|Exception happened during"
)
TRACEBACK = "Traceback (most recent call last):"


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
    "hosts": own_probes.hosts,
    "names": own_probes.names,
    "bad-input": own_probes.bad_input,
}
# These run the project's own module, which ``check`` tells them.
OF_MODULE = {**own_probes.OF_MODULE, **badge_probes.OF_MODULE}


def without_gone(output):
    """Return what a server printed without the errors of sending to somebody who had left."""
    return TOLD_GONE.sub("", output)


def _errors(output):
    """Return the tracebacks that a server reported, chains of them as one.

    What a project catches and logs by itself is no error of the server.
    """
    before, chain, found = "", "", []
    for part in output.split(TRACEBACK):
        if chain or REPORTED.search(before):
            chain += part
        before = part.rstrip().rpartition("\n")[2]
        if chain and not part.rstrip().endswith(CHAINED):
            found.append(chain)
            chain = ""
    return [one for one in found if GONE not in one]


def _last_words(error):
    """Return the line of a traceback that names the exception, without what was printed later."""
    last = error.split(CHAINED[0])[-1].split(CHAINED[1])[-1]
    lines = [line for line in last.splitlines() if line.strip()]
    return next((line for line in lines if line[0] != " "), lines[-1])


def started(trial):
    """Return a trial's claims with those that its output tells."""
    last = trial.output.strip().splitlines()[-1:] or ["it did not answer, and printed nothing"]
    happened = "it answers" if trial.started else last[0][:200]
    daphne = "ASGI/Daphne" in trial.output
    says = "it says Starting ASGI/Daphne" if daphne else "it does not say Starting ASGI/Daphne"
    seen = {
        "starts": Observation(trial.started, "python manage.py runserver", happened),
        "daphne": Observation(daphne, "python manage.py runserver", says),
    }
    # Of a server that did not start, nothing else is known.
    whole = seen | _reported(trial.output) | trial.seen
    return whole if trial.started else {"starts": seen["starts"]}


def _reported(output):
    errors = _errors(output)
    never_ran = inside.sightings(output, inside.NEVER_RAN)
    on = inside.sightings(output, inside.GOES_ON)
    left = inside.sightings(output, inside.LEFT_BEHIND)
    return {
        "quiet": Observation(
            not errors,
            "all of the above",
            _last_words(errors[0])[:200] if errors else "no error in the terminal",
        ),
        "awaited": Observation(
            not never_ran,
            "a look inside the server",
            f"never awaited: {never_ran[0]}" if never_ran else "all were awaited",
        ),
        "ends": Observation(
            not on,
            "a socket is closed, and a look inside the server",
            f"it waits for more, and Daphne ends it after ten seconds: {on[0]}"
            if on
            else "its consumer ended too",
        ),
        "leaves": Observation(
            not left,
            "a socket is closed, and a look inside the server",
            f"its group still holds it: {left[0]}" if left else "its group has let it go",
        ),
    }
