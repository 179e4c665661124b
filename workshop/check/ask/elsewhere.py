"""On other ground than the course's: a few questions that any Channels project can be asked.

What fails is blamed only with an error, a refusal or a cure that was seen in this run.
"""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from workshop.check.ask import own_probes, page_probe
from workshop.check.ask.finding import Finding
from workshop.check.ask.probe_list import started
from workshop.check.ask.prove import Prover
from workshop.check.ask.trial import PROBE_SECONDS
from workshop.check.compare.commas import missing_commas
from workshop.check.compare.edits import apply
from workshop.check.cures.cure import Case
from workshop.check.cures.found import cures
from workshop.check.facts.asked import take_inventory
from workshop.serve.client import Socket, request
from workshop.serve.probes import FOREIGN, Observation
from workshop.serve.target import Target

MOST_MISTAKES = 4
MOST_ROUTES = 4
MOST_PAGES = 6
# What only somebody who is connected can tell.
CONNECTED = ("ends", "awaited")
# What is said of something that was waited for.
SLOW = " within "
SENTENCES = {
    "starts": "the server starts",
    "daphne": "Daphne serves",
    "pages": "its pages answer without an error",
    "socket": "a WebSocket is accepted on its routes",
    "foreign-page": "pages of foreign sites are refused",
    "alone": "it starts without manage.py too",
    "page-talks": "a page that opens a WebSocket sends a message and shows the answer",
    "ends": "a consumer ends when its socket is closed",
    "awaited": "every coroutine is awaited",
    "quiet": "the server reports no error",
}


@dataclass(frozen=True)
class _Ask:
    """Asks one running copy: ``routes`` and ``pages`` are its own, of the inventory."""

    routes: list
    pages: list
    cookies: dict
    port: int
    seconds: float
    folder: Path

    def open(self, room):
        """Return a ``Socket`` to the first of its own routes, which know no ``room``."""
        return self.at(self.routes[0])

    def at(self, route, **how):
        """Return a ``Socket`` to one of its own routes."""
        how = {"cookies": self.cookies, **how}
        return Socket(self.port, route["example"], seconds=self.seconds, **how)


def _ask_socket(ask):
    tried = "a WebSocket to " + ", ".join(route["example"] for route in ask.routes)
    refused = []
    for route in ask.routes:
        with ask.at(route) as socket:
            if socket.opened:
                continue
            # A consumer of theirs may refuse whom it does not know: that is no mistake.
            if socket.status != 403:
                return Observation(False, f"a WebSocket to {route['example']}", socket.happened)
            refused.append(route["example"])
    happened = "accepted" if not refused else f"refused at {', '.join(refused)}, with HTTP 403"
    return Observation(True if not refused else None, tried, happened)


def _ask_foreign(ask):
    tried, own = f"a WebSocket with the Origin {FOREIGN}", False
    for route in ask.routes:
        with ask.at(route, origin=FOREIGN) as socket:
            if socket.opened:
                return Observation(False, f"{tried} to {route['example']}", socket.happened)
        with ask.at(route) as socket:
            own = own or socket.opened
    # Where nobody gets in, it is not the Origin that is looked at.
    return Observation(True if own else None, tried, "refused")


def _ask_pages(ask):
    for page in ask.pages:
        reply = request(ask.port, page["example"], cookies=ask.cookies, seconds=ask.seconds)
        if reply.status is None or reply.status >= 500:
            return Observation(False, f"GET {page['example']}", reply.happened)
    tried = "GET " + ", ".join(page["example"] for page in ask.pages)
    return Observation(True, tried, "answered")


def _target(ask, page="/"):
    return Target(
        ask.port,
        pages=(page,),
        people=(ask.cookies, ask.cookies),
        seconds=ask.seconds,
        folder=ask.folder,
    )


def _ask_talk(ask, browser):
    """Does a page with a field and a WebSocket show what is written there? None: there is none."""
    for page in ask.pages:
        reply = request(ask.port, page["example"], cookies=ask.cookies, seconds=ask.seconds)
        if reply.status == 200 and "<input" in reply.body and "<script" in reply.body:
            target = _target(ask, page["example"])
            if page_probe.opens_a_socket(target):
                return page_probe.ask(target, browser, markup=False) if browser else None
    return None


class Elsewhere:
    """Asks the project of an ``Examination`` that is not on the course's ground."""

    def __init__(self, examination):
        self.exam = examination
        self.asked = []
        if examination.inventory.silent_redis:
            examination.laboratory.variables["WORKSHOP_LAYER"] = "memory"

    def _patient(self, tree, inventory=None):
        """Ask a tree; once more, and waiting longer, where it may only have been slow."""
        trial = self._attempt(tree, inventory)
        slow = [one for one in trial.seen.values() if one.held is False and SLOW in one.happened]
        return self._attempt(tree, inventory, 3) if slow else trial

    def _attempt(self, tree, inventory=None, patience=1):
        inventory = inventory or take_inventory(self.exam.laboratory, tree, self.exam.deadline)
        routes = [one for one in inventory.routes if one["consumer"]][:MOST_ROUTES]
        pages = inventory.part("pages", [])[:MOST_PAGES]
        asks = {}
        if routes:
            asks |= {"socket": _ask_socket, "foreign-page": _ask_foreign}
        if pages:
            asks["pages"] = _ask_pages
            asks["page-talks"] = partial(_ask_talk, browser=self.exam.talker())
        if f"{self.exam.project.name}/asgi.py" in tree:
            module = f"{self.exam.project.name}.asgi"
            asks["alone"] = lambda ask: own_probes.alone(_target(ask), module)

        def target(port, cookies, folder):
            seconds = 2 * patience * PROBE_SECONDS
            return _Ask(routes, pages, cookies[0], port, seconds, folder)

        self.exam.trials += 1
        trial = self.exam.laboratory.trial(tree, asks, target, self.exam.deadline, patience)
        seen = {claim: one for claim, one in started(trial).items() if one is not None}
        if not trial.started:
            return replace(trial, seen={"starts": seen["starts"]})
        socket = seen.get("socket")
        if not socket or not socket.held:
            # Nobody was connected, so nothing is known of what happens then.
            seen = {
                claim: one for claim, one in seen.items() if claim not in CONNECTED or not one.held
            }
        return replace(trial, seen={claim: seen[claim] for claim in SENTENCES if claim in seen})

    def findings(self):
        """Yield a ``Finding`` for each mistake that shows itself; fill ``asked``."""
        tree, inventory = self.exam.project.tree, self.exam.inventory
        for number in range(MOST_MISTAKES):
            trial = self._patient(tree, inventory)
            if number == 0:
                self.asked = [
                    (SENTENCES[claim], one) for claim, one in trial.seen.items() if one.held
                ]
            failing = [c for c, one in trial.seen.items() if one.held is False]
            if "starts" in failing:
                failing = ["starts"]
            finding = None
            for claim in self._uses_channels(failing, tree):
                finding = self._finding(claim, tree, trial, inventory)
                if finding:
                    break
            if finding is None:
                return
            yield finding
            if not finding.proven:
                return
            tree, inventory = apply(tree, finding.edits), None

    def _uses_channels(self, failing, tree):
        """Leave out Daphne where a project has no Channels: it needs none."""
        uses = any("channels" in text for path, text in tree.items() if path.endswith(".py"))
        return [claim for claim in failing if uses or claim != "daphne"]

    def _finding(self, claim, tree, trial, inventory):
        good = [c for c, one in trial.seen.items() if one.held]

        def works(other):
            return all(other.agrees(c, True) for c in [*good, claim])

        case = Case(
            tree,
            self.exam.project.name,
            inventory or take_inventory(self.exam.laboratory, tree, self.exam.deadline),
            claim,
            trial.output,
        )
        prover = Prover(tree, self._patient, works, self.exam.deadline)
        cure = prover.first_cure(cures(case))
        edits = cure.edits if cure else ()
        if not edits:
            edits = prover.smallest(list(missing_commas(tree))) or ()
        if not edits and claim == "page-talks":
            # A page of theirs may want to be used in another way: without a cure nobody is blamed.
            return None
        return Finding(
            claim=claim,
            checkpoint="",
            observation=trial.seen.get(claim),
            edits=tuple(edits),
            differences=(),
            proven=bool(edits),
            output=trial.output,
            cure=cure,
            inventory=case.inventory,
        )
