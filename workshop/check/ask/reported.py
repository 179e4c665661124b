"""What the output of a trial's server tells: its errors, and what was seen inside of it."""

import re

from workshop.check.ask import inside, inside_layer
from workshop.serve.probes import Observation, short

# Somebody left while a message to them was on its way: django/channels#1466, no mistake of theirs.
GONE = "Attempt to send on a closed protocol"
TOLD_GONE = re.compile(
    # The daphne program puts the time before it.
    rf"^.*Exception inside application: {GONE}\n(?:.*\n)*?\S*Disconnected: {GONE}.*\n?",
    re.MULTILINE,
)
CHAINED = ("another exception occurred:", "direct cause of the following exception:")
# What stands above the traceback of an error that nobody caught.
REPORTED = re.compile(
    "Exception inside application|Internal Server Error|Exception in (thread|callback)|"
    "exception was never retrieved|Exception happened during"
)
TRACEBACK = "Traceback (most recent call last):"


def without_gone(output):
    """Return what a server printed without the errors of sending to somebody who had left."""
    return TOLD_GONE.sub("", output)


def _errors(output):
    """Return the tracebacks that a server reported, chains of them as one.

    What a project catches and logs by itself is no error of the server.
    """
    before, chain, found = "", "", []
    for part in output.split(TRACEBACK):
        told, _, last = part.rstrip().rpartition("\n")
        if chain or REPORTED.search(before):
            # The line above the next traceback belongs to that one.
            chain += told if REPORTED.search(last) else part
        before = last
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
    happened = "it answers" if trial.started else short(last[0])
    daphne = "ASGI/Daphne" in trial.output
    says = "it says Starting ASGI/Daphne" if daphne else "it does not say Starting ASGI/Daphne"
    seen = {
        "starts": Observation(trial.started, "python manage.py runserver", happened),
        "daphne": Observation(daphne, "python manage.py runserver", says),
    }
    # Of a server that did not start, nothing else is known.
    whole = trial.seen | seen | _reported(trial.output)
    return whole if trial.started else {"starts": seen["starts"]}


def _seen(output, kind, tried, well, wrong):
    """Return the observation of what a look inside would have told; ``wrong`` has a hole for it."""
    told = inside.sightings(output, kind)
    return Observation(not told, tried, wrong.format(told[0]) if told else well)


def _reported(output):
    errors = _errors(output)
    closed = "a socket is closed, and a look inside the server"
    return {
        "quiet": Observation(
            not errors,
            "all of the above",
            short(_last_words(errors[0])) if errors else "no error in the terminal",
        ),
        "awaited": _seen(
            output,
            inside.NEVER_RAN,
            "a look inside the server",
            "all were awaited",
            "never awaited: {}",
        ),
        "ends": _seen(
            output,
            inside.GOES_ON,
            closed,
            "its consumer ended too",
            "it waits for more, and Daphne ends it after ten seconds: {}",
        ),
        "leaves": _seen(
            output,
            inside.LEFT_BEHIND,
            closed,
            "its group has let it go",
            "its group still holds it: {}",
        ),
        "uninvited": _seen(
            output,
            inside_layer.STRANGER,
            "a WebSocket without signing in, and a look inside the channel layer",
            "a stranger was in no group",
            "who is not signed in was in a group of the room, if only for a moment: {}",
        ),
        "burst": _seen(
            output,
            inside_layer.FULL,
            "many messages at the same moment, and a look inside the channel layer",
            "none was dropped",
            "a message was dropped: {}",
        ),
        "reaches": _seen(
            output,
            inside_layer.EMPTY,
            "a message, and a look inside the channel layer",
            "somebody was in each group",
            "an event was for the group {}",
        ),
        "packs": _seen(
            output,
            inside_layer.UNPACKED,
            "a message, and the way in which channels_redis writes it as bytes",
            "it was written as bytes",
            "{}",
        ),
    }
