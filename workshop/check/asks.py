"""What ``check`` asks a running copy: the claims of the lesson, and a few questions of its own."""

from dataclasses import replace

from workshop.check import inside
from workshop.claims import CLAIMS
from workshop.probes import PROBES, Observation

SENTENCES = {
    "starts": "the server starts",
    "daphne": "Daphne serves",
    **{claim.id: claim.sentence for claim in CLAIMS},
    "twin": "others in the same room hear the asynchronous consumer",
    "page-talks": "the page sends a message and shows the answer",
    "bad-input": "a message that is wrong is answered, and the socket stays open",
    "leaves": "who leaves, leaves the group too",
    "awaited": "every coroutine is awaited",
    "quiet": "the server reports no error",
}
ORDER = tuple(SENTENCES)
# Questions that check adds: the checkpoint that brings them.
ADDED = {
    "starts": "1.1",
    "daphne": "2.1",
    "page-talks": "1.3",
    "quiet": "1.1",
    "awaited": "2.2",
    "leaves": "3.2",
    "bad-input": "3.5",
    "twin": "3.7",
}
TWIN = "/ws/async-chat/{room}/"
# Somebody left while a message to them was on its way: django/channels#1466, no mistake of theirs.
GONE = "Attempt to send on a closed protocol"
CHAINED = ("another exception occurred:", "direct cause of the following exception:")
TRACEBACK = "Traceback (most recent call last)"
WRONG = ("not JSON", "[]", '{"message": 1}', '{"message": ""}', b"bytes")


def _bad_input(target):
    for wrong in WRONG:
        with target.open("workshop-check") as socket:
            socket.send(wrong)
            answer = socket.receive(target.seconds)
            alive = socket.answers_ping()
            if answer is None or not alive:
                return Observation(False, f"the message {wrong!r}", socket.happened)
    return Observation(True, "messages that are wrong", "each was answered")


def _twin(target):
    return PROBES["others-hear"](replace(target, socket=TWIN))


ASKS = {**PROBES, "bad-input": _bad_input, "twin": _twin}


def _errors(output):
    """Return the tracebacks in a server's output, chains of them as one."""
    chain, found = "", []
    for part in output.split(TRACEBACK)[1:]:
        chain += part
        if not part.rstrip().endswith(CHAINED):
            found.append(chain)
            chain = ""
    return [one for one in found if GONE not in one]


def started(trial):
    """Return a trial's claims with those that its output tells."""
    last = trial.output.strip().splitlines()[-1:] or ["it printed nothing"]
    happened = "it answers" if trial.started else last[0][:200]
    daphne = "ASGI/Daphne" in trial.output
    errors = _errors(trial.output)
    never_ran = inside.sightings(trial.output, inside.NEVER_RAN)
    left = inside.sightings(trial.output, inside.LEFT_BEHIND)
    return {
        "starts": Observation(trial.started, "python manage.py runserver", happened),
        "daphne": Observation(
            daphne,
            "python manage.py runserver",
            "it says Starting ASGI/Daphne" if daphne else "it does not say Starting ASGI/Daphne",
        ),
        "quiet": Observation(
            not errors,
            "all of the above",
            errors[0].strip().splitlines()[-1][:200] if errors else "no error in the terminal",
        ),
        "awaited": Observation(
            not never_ran,
            "a look inside the server",
            f"never awaited: {never_ran[0]}" if never_ran else "all were awaited",
        ),
        "leaves": Observation(
            not left,
            "a socket is closed, and a look inside the server",
            f"its group still holds it: {left[0]}" if left else "its group has let it go",
        ),
        **trial.seen,
    }
