"""Look at a project: how far it is, what fails first, and which change mends that on a copy."""

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from workshop.check.ask.devtools import BrowserError, headless
from workshop.check.ask.elsewhere import Elsewhere
from workshop.check.ask.finding import Report
from workshop.check.ask.mend import Mending
from workshop.check.ask.on_course import IN_A_BROWSER, claims, probes, target
from workshop.check.ask.people_database import Database
from workshop.check.ask.probe_list import ORDER
from workshop.check.ask.progress import goal, way
from workshop.check.ask.reported import started
from workshop.check.ask.trial import PROBE_SECONDS, Laboratory, OutOfTime
from workshop.check.compare.compare_files import compare_trees, own_names, renamed
from workshop.check.compare.shape import parse, same
from workshop.check.facts.asked import Inventory, take_inventory
from workshop.check.facts.first import facts
from workshop.check.facts.ground import inline_script, other_ground

SECONDS = 55
# Twice is asked before somebody is told that something does not answer.
PATIENT_SECONDS = 3 * PROBE_SECONDS
# In so many seconds a server starts on a quiet machine; a busy one is waited for, so many times as
# long at most.
USUAL_START, SLOWEST = 2.0, 3.0
# A route that takes any word, also one that no group can be called by.
ANY_WORD = r"\w+)"
NO_GROUP = "Names of groups have only ASCII letters, digits, hyphens, underscores and periods."
# The parts of a page that a script in the template takes the place of.
PAGES = (".html", ".js", ".css", ".svg")


def may_be_slow(claim, observation):
    """Return whether a slow machine may be all that is wrong: nobody is blamed for that."""
    return claim == "page-talks" or observation is None or " within " in observation.happened


class Examination:
    """One look at a ``Project``. ``say(text)`` is told what goes on.

    ``browser``: the DevTools address of a browser that runs already, or False for none; by default
    one is started.
    """

    def __init__(
        self, project, lesson, limit=None, seconds=SECONDS, say=lambda text: None, browser=None
    ):
        self.project = project
        self.running = browser
        self.say = say
        self.begin = time.monotonic()
        self.deadline = self.begin + seconds
        self.lesson = lesson = way(lesson, project.tree, limit)
        self.goal = goal(lesson, project.tree, limit)
        wanted = project.lesson(self.goal.checkpoint.tree)
        self.reference = renamed(wanted, own_names(project.tree, wanted))
        names = [point.name for point in lesson.checkpoints]
        self.wanted = claims(self.goal, names, limit)
        if self._same("asgi.py"):
            self.wanted.pop("alone", None)
        self.trials = 0
        self.pace = 1.0
        self.inventory, self.facts, self.ground, self.asked = Inventory(), (), (), ()
        self.remarks = ()

    def _same(self, file):
        """Return whether a file of the project's package is the lesson's, its order included."""
        path = f"{self.project.name}/{file}"
        try:
            return same(parse(self.project.tree[path]), parse(self.reference[path]))
        except (KeyError, SyntaxError, ValueError):
            # Without it, or when it cannot be read, the server does not start at all.
            return True

    def run(self):
        """Return the ``Report``."""
        findings, whole, first = [], True, None
        with self._open():
            try:
                self.say("starting a copy of your project")
                first = self._take_stock()
                if self.ground:
                    elsewhere = Elsewhere(self)
                    findings.extend(elsewhere.findings())
                    self.asked = tuple(elsewhere.asked)
                elif not any(fact.stops for fact in self.facts):
                    findings.extend(Mending(self, first).findings())
            except OutOfTime:
                whole = False
            only_read = "page-talks" in self.wanted and not self.browser
        return Report(
            lesson=self.lesson,
            goal=self.goal,
            reached=self._held(first) if first and not self.ground else (),
            findings=tuple(findings),
            seconds=time.monotonic() - self.begin,
            trials=self.trials,
            whole=whole,
            unasked=() if findings or self.facts or self.ground else tuple(self.differences()),
            facts=tuple(self.facts),
            ground=tuple(self.ground),
            asked=self.asked,
            only_read=only_read and not self.ground and bool(first and first.started),
            tree=self.project.tree,
            remarks=self.remarks,
        )

    def _held(self, trial):
        """Return the claims that were asked of the project as it is, and that held."""
        return tuple(
            claim
            for claim in ORDER
            if claim in self.wanted and trial.agrees(claim, self.wanted[claim])
        )

    def _take_stock(self):
        """Ask what is true of the project, and look at it once; return the ``Trial``."""
        tree, trial = self.project.tree, None
        generated = self.project.lesson(self.lesson.checkpoints[0].tree)

        def ground(inventory):
            return other_ground(self.project, self.goal, generated, inventory)

        with ThreadPoolExecutor(1) as pool:
            telling = pool.submit(take_inventory, self.laboratory, tree, self.deadline)
            if not ground(Inventory()):
                trial = self.patient(tree)
            self.inventory = telling.result()
        self.facts = facts(self.inventory, tree, trial.output if trial else "")
        if not any(fact.stops for fact in self.facts):
            self.ground = ground(self.inventory)
        any_word = any(ANY_WORD in route["pattern"] for route in self.inventory.routes)
        seen = trial.seen.get("names") if trial else None
        if any_word and seen and not seen.held:
            # As in the official tutorial: worth knowing, and nothing to be blamed for.
            self.wanted.pop("names")
            self.remarks = (f"Tried {seen.tried}: {seen.happened}. {NO_GROUP}",)
            # That question left its error in the terminal, which is no mistake either.
            trial = self.patient(tree)
        return trial

    def look(self):
        """Return the first claim that fails, its observation and the output; try no changes."""
        with self._open():
            trial = self.patient(self.project.tree)
        claim = self.failing(trial)
        return claim, trial.seen.get(claim), trial.output

    @contextmanager
    def _open(self):
        with ExitStack() as stack:
            temporary = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
            folder = Path(stack.enter_context(temporary))
            self.laboratory = Laboratory(folder, self.project, Database(folder))
            self._stack, self._folder = stack, folder
            self.browser = self._browser() if "page-talks" in self.wanted else None
            for claim in () if self.browser else IN_A_BROWSER:
                self.wanted.pop(claim, None)
            yield

    def _browser(self):
        """Return the address of a browser, one that is started here if need be, or None."""
        if self.running or self.running is False:
            return self.running or None
        try:
            return self._stack.enter_context(headless(self._folder / "browser"))
        except BrowserError:
            return None

    def talker(self):
        """Return the address of a browser for a page that is not the course's, or None."""
        if self.browser is None and "page-talks" not in self.wanted:
            self.browser = self.running = self._browser() or False
        return self.browser or None

    def attempt(self, tree, seconds=PROBE_SECONDS):
        """Serve a tree and ask it all; return the ``Trial``. Raises ``OutOfTime``.

        No answer is waited for longer than ``seconds``.
        """
        self.trials += 1
        asks = probes(self.wanted, self.project.name, self.browser)
        made = partial(target, self.goal.checkpoint, seconds=seconds)
        patience = round(seconds / PROBE_SECONDS)
        trial = self.laboratory.trial(tree, asks, made, self.deadline, patience)
        if trial.started:
            self.pace = min(max(1.0, trial.took / USUAL_START), SLOWEST)
        return replace(trial, seen=started(trial))

    def at_its_pace(self, tree):
        """Try a tree with a cure; wait longer where the machine's servers start slowly."""
        return self.attempt(tree, PROBE_SECONDS * self.pace)

    def failing(self, trial):
        """Return the first claim that a trial does not keep, or None."""
        for claim in ORDER:
            if claim in self.wanted and not trial.agrees(claim, self.wanted[claim]):
                return claim
        return None

    def patient(self, tree):
        """Try a tree; once more, and waiting longer, where it may only have been slow."""
        trial = self.attempt(tree)
        claim = self.failing(trial)
        if claim is not None and may_be_slow(claim, trial.seen.get(claim)):
            trial = self.attempt(tree, PATIENT_SECONDS)
        return trial

    def differences(self, tree=None):
        """Return the edits that lead from a tree to the lesson; none for a page of their own."""
        edits = compare_trees(tree or self.project.tree, self.reference)
        page = inline_script(self.project.tree)
        if page and page not in self.reference:
            edits = [edit for edit in edits if not edit.path.endswith(PAGES)]
        return edits
