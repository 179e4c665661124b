"""An exercise's answers, asked on real servers: does its check say of each what it has to say?"""

from dataclasses import dataclass
from pathlib import Path

from workshop.check.ask.project import Project
from workshop.exercises.verdict import ask


@dataclass(frozen=True)
class Answer:
    """One answer to an exercise. ``kind``: ``start`` (the step itself), ``right`` or ``wrong``."""

    exercise: object
    kind: str
    name: str
    tree: dict
    says: str = ""
    """What the check has to say of a wrong one."""

    def __str__(self):
        return f"{self.exercise.id}-{self.kind}-{self.name}"


def answers(exercise):
    """Yield every ``Answer`` to an exercise. Raises ``ExerciseError`` for one that is broken."""
    yield Answer(exercise, "start", "unchanged", exercise.start())
    yield Answer(exercise, "right", "solution", exercise.solved())
    for name, tree in exercise.right().items():
        yield Answer(exercise, "right", name, tree)
    for name, (tree, says) in exercise.wrong().items():
        yield Answer(exercise, "wrong", name, tree, says)


def verdict_on(answer):
    """Serve an answer and let its exercise's check ask it; return the ``Verdict``. Some seconds."""
    project = Project(Path(), "learning", answer.tree)
    return ask([answer.exercise], project, again=False)[answer.exercise.id]


def fault(answer, verdict):
    """Return what is not as it has to be with an answer and its ``Verdict``, a sentence, or ""."""
    said = f"the check says: {verdict.means or 'done'}"
    if verdict.happened:
        said += f" ({verdict.happened})"
    if answer.kind == "right":
        if not verdict.done:
            return f"This answer is right, but {said}"
        return verdict.error and f"It is done, but the terminal shows {verdict.error}"
    if not verdict.started or not verdict.there:
        return f"It is not even the chat of its step: {said}"
    if answer.kind == "start":
        return "The step itself, without a change, is done already." if verdict.done else ""
    if answer.says not in verdict.means:
        return f"The check has to say “{answer.says}”, but {said}"
    return ""
