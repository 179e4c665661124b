"""What a project on the course's own ground is asked: its claims, its probes and their target."""

from dataclasses import replace
from functools import partial

from workshop.check.ask import page_probe, room_probes
from workshop.check.ask.probe_list import ADDED, ALSO, ASKS, OF_MODULE
from workshop.check.ask.progress import OPTIONAL
from workshop.lesson import checkpoints

# Asked only in a browser: of these, reading a page says nothing.
IN_A_BROWSER = ("page-told",)


def claims(goal, names, limit):
    """Return what has to hold: claim ``id`` to True or False.

    ``names``: those of all checkpoints, in their order; claims of later ones than the ``Goal``'s
    and than ``limit`` are left out.
    """
    wanted = {"starts": True, **goal.wanted}
    last = names.index(goal.checkpoint.name)
    asked = names[: 1 + min(last, names.index(limit) if limit else last)]
    for claim, name in ADDED.items():
        optional = name in OPTIONAL and not {name, ALSO.get(claim)} & set(goal.begun)
        if name in asked and not optional:
            wanted[claim] = True
    wanted.pop("second-process", None)
    return wanted


def probes(wanted, package, browser):
    """Return claim ``id`` to the probe that asks it.

    ``package`` is the project's, ``browser`` a DevTools address or None.
    """
    asks = {claim: ASKS[claim] for claim in wanted if claim in ASKS}
    if "page-talks" in wanted:
        heard, http = "others-hear" in wanted, "http-answer" in wanted
        asks["page-talks"] = partial(page_probe.ask, address=browser, heard=heard, http=http)
    if "page-told" in wanted:
        asks["page-told"] = partial(room_probes.reason, address=browser)
    for claim in OF_MODULE.keys() & wanted.keys():
        asks[claim] = partial(OF_MODULE[claim], module=f"{package}.asgi")
    return asks


def target(point, port, cookies, folder, seconds):
    """Return the ``Target`` of a copy in ``folder`` that is at the checkpoint ``point``."""
    cookies = cookies[:2]
    made = checkpoints.target(point, port, cookies, seconds=seconds)
    return replace(
        made,
        people=cookies,
        envelope=point.step == 3,
        socket="/ws/chat/{room}/" if point.step == 3 else made.socket,
        word_for_word=False,
        folder=folder,
    )
