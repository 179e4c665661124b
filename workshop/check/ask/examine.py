"""Look at a project: how far it is, what fails first, and which change mends that on a copy."""

import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path

from workshop.check.ask import own_probes, page_probe
from workshop.check.ask.devtools import BrowserError, headless
from workshop.check.ask.probe_list import ADDED, ALSO, ASKS, ORDER, SENTENCES, started
from workshop.check.ask.progress import OPTIONAL, goal
from workshop.check.ask.prove import Prover, rank
from workshop.check.ask.trial import PROBE_SECONDS, Laboratory, OutOfTime
from workshop.check.compare.commas import missing_commas
from workshop.check.compare.edits import CREATE, apply
from workshop.check.compare.shape import parse, same
from workshop.check.compare.trees import compare_trees, own_names, readable, renamed
from workshop.lesson import checkpoints
from workshop.serve.signed_in import Database

SECONDS = 55
MOST_MISTAKES = 5
# Twice is asked before somebody is told that something does not answer.
PATIENT_SECONDS = 3 * PROBE_SECONDS


@dataclass(frozen=True, eq=False)
class Finding:
    """One claim that failed: what was seen, and the edits that mend it on a copy.

    Without a proof ``edits`` holds the nearest difference to the lesson, if there is one.
    """

    claim: str
    checkpoint: str
    observation: object
    edits: tuple
    differences: tuple
    """All edits that lead from the project to the lesson."""
    proven: bool
    output: str


@dataclass(frozen=True, eq=False)
class Report:
    """The outcome: where the learner is going, the claims that hold, the findings in order."""

    lesson: object
    goal: object
    reached: tuple
    findings: tuple
    seconds: float
    trials: int
    whole: bool = True
    """Whether there was time to look at everything."""
    unasked: tuple = ()
    """Where all is well: edits that would lead to the lesson, and that no question needs."""


class Examination:
    """One look at a ``Project``. ``say(text)`` is told what goes on.

    ``browser``: the DevTools address of a browser that runs already; otherwise one is started.
    """

    def __init__(
        self, project, lesson, limit=None, seconds=SECONDS, say=lambda text: None, browser=None
    ):
        self.project = project
        self.running = browser
        self.say = say
        self.begin = time.monotonic()
        self.deadline = self.begin + seconds
        self.lesson = lesson
        self.goal = goal(lesson, project.tree, limit)
        wanted = project.lesson(self.goal.checkpoint.tree)
        self.reference = renamed(wanted, own_names(project.tree, wanted))
        self.wanted = {"starts": True, **self.goal.wanted}
        names = [point.name for point in lesson.checkpoints]
        end = names.index(self.goal.checkpoint.name)
        for claim, name in ADDED.items():
            optional = name in OPTIONAL and not {name, ALSO.get(claim)} & set(self.goal.begun)
            late = limit and names.index(name) > names.index(limit)
            if names.index(name) <= end and not optional and not late:
                self.wanted[claim] = True
        self.wanted.pop("second-process", None)
        if self._same("asgi.py"):
            self.wanted.pop("alone", None)
        self.trials = 0

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
        findings, whole = [], True
        with self._open():
            try:
                findings.extend(self._findings())
            except OutOfTime:
                whole = False
        failed = {finding.claim for finding in findings}
        reached = tuple(claim for claim in ORDER if claim in self.wanted and claim not in failed)
        unasked = () if findings else tuple(compare_trees(self.project.tree, self.reference))
        seconds = time.monotonic() - self.begin
        told = tuple(findings)
        return Report(self.lesson, self.goal, reached, told, seconds, self.trials, whole, unasked)

    def look(self):
        """Return the first claim that fails, its observation and the output; try no changes."""
        with self._open():
            trial = self._patient(self.project.tree)
        claim = self._failing(trial)
        return claim, trial.seen.get(claim), trial.output

    @contextmanager
    def _open(self):
        with ExitStack() as stack:
            temporary = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
            folder = Path(stack.enter_context(temporary))
            self.laboratory = Laboratory(folder, self.project, Database(folder))
            self.browser = self._browser(stack, folder)
            yield

    def _browser(self, stack, folder):
        """Start a browser where the page has scripts and there is one; return its address."""
        if "page-talks" not in self.wanted:
            return None
        if self.running:
            return self.running
        try:
            return stack.enter_context(headless(folder / "browser"))
        except BrowserError:
            return None

    def _attempt(self, tree, seconds=PROBE_SECONDS):
        self.trials += 1
        asks = {claim: ASKS[claim] for claim in self.wanted if claim in ASKS}
        if "page-talks" in self.wanted:
            asks["page-talks"] = partial(
                page_probe.ask, address=self.browser, heard="others-hear" in self.wanted
            )
        if "alone" in self.wanted:
            asks["alone"] = partial(own_probes.alone, module=f"{self.project.name}.asgi")

        def target(port, cookies, folder):
            point, cookies = self.goal.checkpoint, cookies[:2]
            made = checkpoints.target(point, port, cookies, seconds=seconds)
            speaks = "/ws/chat/{room}/" if point.step == 3 else made.socket
            return replace(
                made,
                people=cookies,
                envelope=point.step == 3,
                socket=speaks,
                word_for_word=False,
                folder=folder,
            )

        trial = self.laboratory.trial(tree, asks, target, self.deadline)
        return replace(trial, seen=started(trial))

    def _failing(self, trial):
        for claim in ORDER:
            if claim in self.wanted and not trial.agrees(claim, self.wanted[claim]):
                return claim
        return None

    def _may_be_slow(self, claim, trial):
        """Return whether a slow machine may be all that is wrong: nobody is blamed for that."""
        seen = trial.seen.get(claim)
        return claim == "page-talks" or seen is None or " within " in seen.happened

    def _patient(self, tree):
        """Try a tree; once more, and waiting longer, where it may only have been slow."""
        trial = self._attempt(tree)
        claim = self._failing(trial)
        if claim is not None and self._may_be_slow(claim, trial):
            trial = self._attempt(tree, PATIENT_SECONDS)
        return trial

    def _findings(self):
        tree = self.project.tree
        self.say("starting a copy of your project")
        for _ in range(MOST_MISTAKES):
            trial = self._patient(tree)
            claim = self._failing(trial)
            if claim is None:
                return
            finding = self._finding(claim, tree, trial)
            yield finding
            if not finding.proven:
                return
            tree = apply(tree, finding.edits)

    def _finding(self, claim, tree, trial):
        good = [c for c in self.wanted if trial.agrees(c, self.wanted[c])]

        def works(other):
            return all(other.agrees(c, self.wanted[c]) for c in [*good, claim])

        self.say(f"not yet: {SENTENCES[claim]}; trying changes on copies")
        ranked = rank(compare_trees(tree, self.reference), claim, trial.output)
        ranked = [*missing_commas(tree), *ranked]
        prover = Prover(tree, self._attempt, works, self.deadline)
        proof = prover.smallest(ranked)
        edits = tuple(self._original(edit, tree) for edit in (proof or ranked[:1]))
        edits = tuple(replace(edit, wrote=readable(edit.wrote)) for edit in edits)
        return Finding(
            claim=claim,
            checkpoint=self.goal.brings.get(claim) or ADDED.get(claim, "1.1"),
            observation=trial.seen.get(claim),
            edits=edits,
            differences=tuple(ranked),
            proven=bool(proof),
            output=trial.output,
        )

    def _original(self, edit, tree):
        """Return the edit with the line that the learner's own file has, not the mended copy."""
        mine, now = self.project.tree.get(edit.path), tree.get(edit.path)
        if mine is None or mine == now or edit.kind == CREATE:
            return edit
        matcher = SequenceMatcher(None, now.splitlines(), mine.splitlines(), autojunk=False)
        for block in matcher.get_matching_blocks():
            if block.a <= edit.line - 1 < block.a + block.size:
                return replace(edit, where=edit.line + block.b - block.a)
        return edit
