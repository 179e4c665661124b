"""On other ground than the course's: a few questions that any Channels project can be asked.

What fails is blamed only with an error, a refusal or a cure that was seen in this run.
"""

from dataclasses import replace
from functools import partial

from workshop.check.ask import (
    form_probe,
    guard,
    lacking_tables,
    own_probes,
    page_probe,
    theirs,
    trial_rows,
)
from workshop.check.ask.careful_probes import alone_in_the_database
from workshop.check.ask.finding import Finding
from workshop.check.ask.inside import sightings
from workshop.check.ask.prove import Prover
from workshop.check.ask.reported import started
from workshop.check.ask.trial import PROBE_SECONDS, OutOfTime
from workshop.check.compare.commas import missing_commas
from workshop.check.compare.edits import apply
from workshop.check.cures.cure import Case
from workshop.check.cures.found import cures
from workshop.check.facts.asked import take_inventory

MOST_MISTAKES = 4
MOST_ROUTES = 4
MOST_PAGES = 6
# What only somebody who is connected can tell.
CONNECTED = ("ends", "awaited")
# Often nobody is in a group, and that is well: said only where the names show a mistake.
IF_WRONG = ("reaches",)
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
    "blocks": "what its templates have in a block is put out",
    "guarded": "pages for people who are signed in are closed to strangers",
    "forms": "what the forms of its pages send is answered without an error",
    "page-runs": "the scripts of its pages run without an error",
    "reaches": "an event goes to a group that somebody is in",
    "ends": "a consumer ends when its socket is closed",
    "awaited": "every coroutine is awaited",
    "quiet": "the server reports no error",
}


class Elsewhere:
    """Asks the project of an ``Examination`` that is not on the course's ground."""

    def __init__(self, examination):
        self.exam = examination
        self.asked = []
        self.bold = False
        self.left_out = set()
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
            asks |= {"socket": theirs.socket, "foreign-page": theirs.foreign_page}
        if pages:
            asks |= {"pages": theirs.pages, "guarded": theirs.guarded}
            asks["page-talks"] = partial(theirs.page_talks, browser=self.exam.talker(), tree=tree)
            runs = partial(theirs.page_runs, browser=self.exam.talker(), tree=tree)
            asks["page-runs"] = partial(runs, press=self.bold)
            blocks = any(
                "{% block" in text for path, text in tree.items() if path.endswith(".html")
            )
            if blocks and (lost := inventory.told.get("lost_blocks")) is not None:
                asks["blocks"] = partial(theirs.blocks, lost=lost)
            if self.bold:
                asks["forms"] = form_probe.ask
                for claim in ("forms", "page-talks", "page-runs"):
                    asks[claim] = alone_in_the_database(asks[claim])
        if f"{self.exam.project.name}/asgi.py" in tree:
            module = f"{self.exam.project.name}.asgi"
            asks["alone"] = lambda ask: own_probes.alone(theirs.target_of(ask), module)

        def target(port, cookies, folder):
            seconds = 2 * patience * PROBE_SECONDS
            return theirs.Ask(routes, pages, cookies[0], port, seconds, folder, cookies[1:])

        asks = {claim: ask for claim, ask in asks.items() if claim not in self.left_out}
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
        """Yield a ``Finding`` for each mistake that shows itself; fill ``asked``.

        When nothing is wrong that a look shows, more is asked: with a row of each model in the
        database, their buttons are pressed and their forms sent, on a copy behind a guard.
        """
        tree, inventory = self.exam.project.tree, self.exam.inventory
        for _ in range(MOST_MISTAKES):
            trial = self._patient(tree, inventory)
            self._note(trial, tree)
            finding = self._first(trial, tree, inventory)
            if finding is None and not self.bold:
                if self._untold(trial):
                    # What is wrong there would be told of what is asked now.
                    return
                self._be_bold(trial)
                trial = self._more(tree, inventory)
                if trial is None:
                    return
                self._note(trial, tree)
                finding = self._first(trial, tree, inventory)
            if finding is None:
                return
            wrong = SENTENCES.get(finding.claim)
            self.asked = [(said, one) for said, one in self.asked if said != wrong]
            yield finding
            if not finding.proven:
                return
            tree, inventory = apply(tree, finding.edits), None

    def _more(self, tree, inventory):
        """Return the ``Trial`` in which more is asked, or None where it can tell nothing."""
        try:
            trial = self._patient(tree, inventory)
        except OutOfTime:
            # What was asked before is true without it.
            return None
        # What failed may have failed because it was refused, or by what was asked beside it.
        ours = any(one in trial.output for one in (guard.REFUSED, "database is locked"))
        return None if ours else trial

    def _untold(self, trial):
        """Return whether something is wrong, apart from a page that may be used in another way."""
        wrong = {claim for claim, one in trial.seen.items() if one.held is False}
        wrong = self._uses_channels(wrong - {"page-talks"}, self.exam.project.tree)
        return bool(wrong) or not trial.started

    def _note(self, trial, tree):
        """Keep what held whenever it was asked of the project as it is, without any cure."""
        if tree is not self.exam.project.tree:
            return
        told = dict(self.asked)
        seen = {claim: one for claim, one in trial.seen.items() if claim not in IF_WRONG}
        told |= {SENTENCES[claim]: one for claim, one in seen.items()}
        self.asked = [(one, told[one]) for one in SENTENCES.values() if one in told]
        self.asked = [(said, one) for said, one in self.asked if one.held]

    def _be_bold(self, trial):
        self.bold = True
        # What failed, and was not told, is not asked again: it only takes time.
        self.left_out = {claim for claim, one in trial.seen.items() if one.held is False}
        self.exam.laboratory.variables |= {"WORKSHOP_BOLD": "1", "WORKSHOP_LAYER": "memory"}

    def _first(self, trial, tree, inventory):
        """Return the ``Finding`` of the first claim that fails and can be told, or None."""
        failing = [claim for claim, one in trial.seen.items() if one.held is False]
        if "starts" in failing:
            failing = ["starts"]
        for claim in self._uses_channels(failing, tree):
            finding = self._finding(claim, tree, trial, inventory)
            if finding:
                return finding
        return None

    def _uses_channels(self, failing, tree):
        """Leave out Daphne where a project has no Channels: it needs none."""
        uses = any("channels" in text for path, text in tree.items() if path.endswith(".py"))
        return [claim for claim in failing if uses or claim != "daphne"]

    def _told_of_rows(self, seen, output):
        """Return what was seen, with the rows that were made for it: nobody else has them."""
        rows = ", ".join(sightings(output, trial_rows.MADE))
        if not rows or seen is None:
            return seen
        return replace(seen, tried=f"{seen.tried} (on a copy with a row of {rows}, made for this)")

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
            getattr(trial.seen.get(claim), "happened", ""),
        )
        prover = Prover(tree, self._patient, works, self.exam.deadline)
        cure = prover.first_cure([*lacking_tables.cures(self.exam, case), *cures(case)])
        edits = cure.edits if cure else ()
        if not edits:
            edits = prover.smallest(list(missing_commas(tree))) or ()
        seen = trial.seen.get(claim)
        if not edits and claim == "page-talks" and page_probe.MADE not in seen.happened:
            # A page of theirs may want to be used in another way: without a cure nobody is blamed.
            return None
        return Finding(
            claim=claim,
            checkpoint="",
            observation=self._told_of_rows(seen, trial.output),
            edits=tuple(edits),
            differences=(),
            proven=bool(edits),
            output=trial.output,
            cure=cure,
            inventory=case.inventory,
        )
