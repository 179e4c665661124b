"""What works now: the claims of ``workshop.serve.claims``, asked inside the lab.

The questions are those of every other command, ``workshop.serve.probes`` and what ``check`` asks of
builds; only the client below them is the lab's own. What they write is not the reader's: the
database is put back as it was.
"""

import sys

from workshop.lab.bridge import lab_client


def probes():
    """Return the questions to each claim, and ``serve.target.Target``, on the lab's client.

    Those of builds that run another process are not among them.
    """
    sys.modules["workshop.serve.client"] = lab_client
    from workshop.check.ask import account_probes, build_probes, presence_probes
    from workshop.serve import probes, target

    of_builds = {**build_probes.ASKS, **presence_probes.ASKS, **account_probes.ASKS}
    return {**probes.PROBES, **of_builds}, target.Target


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
    kept = lab.database()
    try:
        for claim in claims:
            seen = questions[claim](made(8000, seconds=1, **given))
            lab.tell(event="claim", id=claim, held=seen.held, happened=seen.happened)
            if lab.server is None:
                break
    finally:
        lab.watch.quiet = False
        lab.put_back(kept)
    lab.tell(event="asked")
