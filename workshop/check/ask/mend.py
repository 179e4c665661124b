"""On the course's own ground: mend what fails, one mistake after the other, on copies."""

from dataclasses import replace
from difflib import SequenceMatcher

from workshop.check.ask import lacking_tables
from workshop.check.ask.finding import Finding, belongs
from workshop.check.ask.probe_list import ADDED, not_yet
from workshop.check.ask.prove import Prover, rank
from workshop.check.compare.commas import missing_commas
from workshop.check.compare.compare_files import readable
from workshop.check.compare.edits import CREATE, apply
from workshop.check.cures.cure import Case
from workshop.check.cures.found import FIRST, cures

MOST_MISTAKES = 5
# More edits at once are no mistake: the project goes another way.
MOST_EDITS = 4


class Mending:
    """Finds mistakes in an ``Examination``; ``first`` is the trial of the project as it is."""

    def __init__(self, examination, first):
        self.exam = examination
        self.first = first

    def findings(self):
        """Yield a ``Finding`` for each mistake, in the order in which they show."""
        tree, trial = self.exam.project.tree, self.first
        for _ in range(MOST_MISTAKES):
            trial = trial or self.exam.patient(tree)
            claim = self.exam.failing(trial)
            if claim is None:
                return
            finding = self._finding(claim, tree, trial)
            yield finding
            if not finding.proven:
                return
            tree, trial = apply(tree, self.proof), None

    def _finding(self, claim, tree, trial):
        exam = self.exam
        good = [c for c in exam.wanted if trial.agrees(c, exam.wanted[c])]

        def works(other):
            return all(other.agrees(c, exam.wanted[c]) for c in [*good, claim])

        exam.say(f"not yet: {not_yet(claim, trial.seen.get(claim))}; trying changes on copies")
        prover = Prover(tree, exam.at_its_pace, works, exam.deadline, exam.pace)
        # Cures are few, and each has its evidence: they may take their time.
        patient = Prover(tree, exam.patient, works, exam.deadline)
        case = Case(tree, exam.project.name, exam.inventory, claim, trial.output)
        cure = patient.first_cure([*lacking_tables.cures(exam, case), *cures(case, FIRST)])
        ranked = rank(exam.differences(tree), claim, trial.output)
        ranked = [*missing_commas(tree), *ranked]
        self.proof = list(cure.edits) if cure else prover.smallest(ranked)
        if not self.proof:
            cure = patient.first_cure(cures(case))
            self.proof = list(cure.edits) if cure else None
        shown, more = self.proof or ranked[:1], 0
        if self.proof and not cure and len(self.proof) > MOST_EDITS:
            shown, more, self.proof = [], len(self.proof), None
        edits = tuple(replace(self._original(e, tree), wrote=readable(e.wrote)) for e in shown)
        return Finding(
            claim=claim,
            checkpoint=belongs(claim, exam.goal, ADDED),
            observation=self._observed(claim, trial),
            edits=edits,
            differences=tuple(ranked),
            proven=bool(self.proof),
            output=trial.output,
            cure=cure,
            more=more,
            inventory=exam.inventory,
        )

    def _observed(self, claim, trial):
        """Return what was seen; of a server that does not start, what Django's checks say."""
        seen = trial.seen.get(claim)
        if claim == "starts" and seen is not None and "System check identified" in trial.output:
            said = [fact.happened for fact in self.exam.facts if fact.id == "system-check"]
            return replace(seen, happened=said[0]) if said else seen
        return seen

    def _original(self, edit, tree):
        """Return the edit with the line that the learner's own file has, not the mended copy."""
        mine, now = self.exam.project.tree.get(edit.path), tree.get(edit.path)
        if mine is None or mine == now or edit.kind == CREATE:
            return edit
        matcher = SequenceMatcher(None, now.splitlines(), mine.splitlines(), autojunk=False)
        for block in matcher.get_matching_blocks():
            if block.a <= edit.line - 1 < block.a + block.size:
                return replace(edit, where=edit.line + block.b - block.a)
        return edit
