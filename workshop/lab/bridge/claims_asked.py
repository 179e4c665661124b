"""What works now: the claims of ``workshop.serve.claims``, asked inside the lab.

The questions are those of every other command, ``workshop.serve.probes``; only the client below
them is the lab's own.
"""

import sys

from workshop.lab.bridge import lab_client


def probes():
    """Return ``workshop.serve.probes`` and ``workshop.serve.target`` on the lab's client."""
    sys.modules["workshop.serve.client"] = lab_client
    from workshop.serve import probes, target

    return probes.PROBES, target.Target


def ask(lab, target, claims):
    """Ask ``claims``, a list of ids, of the project in ``lab``; tell each as an event ``claim``.

    ``target`` is a dict with the fields of ``workshop.serve.target.Target`` but for the port;
    ``people`` are the two people's cookies.
    """
    questions, made = probes()
    given = dict(target)
    given["people"] = tuple(dict(cookies) for cookies in given.get("people", ({}, {})))
    given["pages"] = tuple(given["pages"])
    lab_client.Asked.lab = lab
    lab.watch.gate.step(False)
    lab.watch.quiet = True
    try:
        for claim in claims:
            seen = questions[claim](made(8000, seconds=1, **given))
            lab.tell(event="claim", id=claim, held=seen.held, happened=seen.happened)
            if lab.server is None:
                break
    finally:
        lab.watch.quiet = False
    lab.tell(event="asked")
