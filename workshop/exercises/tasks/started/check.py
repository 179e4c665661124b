"""Does the server say when it was started, each time the same?"""

import time
from datetime import datetime

from workshop.exercises.actors import expect, shown
from workshop.serve.probes import read

PATH = "/chat/started/"
# Clocks are read in two processes.
SLACK = 1


def _ask(chat):
    reply = chat.get(PATH)
    tried = f"GET {PATH}"
    expect(
        reply.status == 200,
        f"The address {PATH} gives no answer. Add it to chat/urls.py.",
        tried,
        reply.happened,
    )
    text = read(reply.body)[1].get("started")
    happened = f"the answer was {shown(reply.body)}"
    means = "The answer is not JSON that holds a text called 'started'."
    expect(isinstance(text, str), means, tried, happened)
    return text, tried, happened


def check(chat):
    """Ask a running copy."""
    text, tried, happened = _ask(chat)
    try:
        started = datetime.fromisoformat(text)
    except ValueError:
        expect(
            False, "This text is not a time in ISO 8601: isoformat() makes one.", tried, happened
        )
    expect(
        started.tzinfo is not None,
        "The time has no time zone. Take it from timezone.now() of django.utils.",
        tried,
        happened,
    )
    again = _ask(chat)[0]
    expect(
        again == text,
        "The time is another one for each request: it is the time of the question. Code in a view "
        "runs each time, code outside the functions runs once.",
        f"GET {PATH}, twice",
        f"first {shown(text)}, then {shown(again)}",
    )
    expect(
        started.timestamp() >= chat.began - SLACK,
        "The server was started later than it says. Is the time typed in, or read from a file?",
        tried,
        happened,
    )
    expect(
        started.timestamp() <= time.time() + SLACK,
        "The time is in the future. Is its time zone the right one?",
        tried,
        happened,
    )
