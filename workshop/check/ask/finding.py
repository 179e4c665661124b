"""What an examination finds: failing claims with their cures, and all that it reports."""

from dataclasses import dataclass, field

from workshop.check.facts.asked import Inventory


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
    cure: object = None
    """The ``Cure`` whose edits these are; None where they are differences to the lesson."""
    more: int = 0
    """How many more edits it takes, where so many that they prove no mistake."""
    inventory: Inventory = field(default_factory=Inventory)


@dataclass(frozen=True, eq=False)
class Report:
    """The outcome: where the learner is going, the claims that hold, the findings in order."""

    lesson: object
    goal: object
    reached: tuple
    """The claims that were asked of the project as it is, and that held."""
    findings: tuple
    seconds: float
    trials: int
    whole: bool = True
    """Whether there was time to look at everything."""
    unasked: tuple = ()
    """Where all is well: edits that would lead to the lesson, and that no question needs."""
    facts: tuple = ()
    """What is true of the project before anything is compared: ``facts.first.Fact``."""
    ground: tuple = ()
    """What of the project is not the course's; then only a few questions were asked."""
    asked: tuple = ()
    """There: what was asked, as pairs of a sentence and an ``Observation``."""
    only_read: bool = False
    """Whether the page was only read, as there is no browser to try it in."""
    tree: dict = field(default_factory=dict)
    """The project's own files, path to text: what must not be printed stands in them."""

    remarks: tuple = ()
    """What was seen that is worth knowing, and no mistake."""

    @property
    def well(self):
        """Whether nothing is wrong, as far as was asked."""
        # On the course's own ground a Redis that is silent fails the questions that need it.
        silent = self.ground and any(fact.id == "redis-silent" for fact in self.facts)
        return not self.findings and not silent and not any(fact.stops for fact in self.facts)


def belongs(claim, goal, added):
    """Return the name of the checkpoint to which a claim belongs in a project.

    ``added`` maps the questions of ``check``'s own to their checkpoints.
    """
    if claim in ("quiet", "awaited"):
        # They are about all of the project, as far as it is.
        return goal.checkpoint.name
    if claim == "sender-hears" and goal.wanted.get("socket"):
        return "2.2"
    if claim == "page-talks" and "2.3" in goal.begun:
        return "2.3"
    return goal.brings.get(claim) or added.get(claim, "1.1")
