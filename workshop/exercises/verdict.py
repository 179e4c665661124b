"""Ask a copy of a project whether an exercise is done: bounded, whatever the project does."""

import re
import tempfile
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath

from workshop.check.ask.people_database import Database
from workshop.check.ask.project import Project
from workshop.check.ask.trial import PROBE_SECONDS, Laboratory
from workshop.check.explain.story import first_error
from workshop.exercises.actors import Chat, NotThere, NotYet, expect
from workshop.serve.probes import word

SECONDS = 40
# Twice is asked before somebody is told that something does not answer.
PATIENT_SECONDS = 3 * PROBE_SECONDS
# What the server says of an address that only a later step has.
NO_ROUTE = "No route found for path"
# Where Channels trips when its own __init__, which sets the groups, was not called.
NO_INIT = re.compile(r"for group in self\.groups:\s.*\n*TypeError: 'NoneType'")
STRANGER = (
    "A stranger, who is not signed in, gets something from the room. In connect, whatever is sent "
    "has to stand behind the refusal: close(), then return."
)


@dataclass(frozen=True)
class Verdict:
    """What an exercise's check found. ``means`` is empty when it is done.

    ``there``: whether the project is the chat that the exercise starts from; ``started``: whether
    its server starts; ``error``: the first error in its terminal, or ""; ``tripped``: what the
    check itself stumbled over, or None.
    """

    means: str = ""
    tried: str = ""
    happened: str = ""
    error: str = ""
    there: bool = True
    started: bool = True
    tripped: Exception | None = None

    @property
    def done(self):
        """Whether the exercise is done."""
        return not self.means


def ask(exercises, project, again=True):
    """Serve a copy of a ``Project`` and ask some exercises; return their ``Verdict`` by ``id``.

    With ``again`` a server that did not answer in time is asked once more with patience: nobody is
    blamed for a slow machine. Raises whatever the check of an exercise stumbles over by itself.
    """
    verdicts = _ask(exercises, project, PROBE_SECONDS)
    slow = [one for one in exercises if " within " in verdicts[one.id].happened]
    if again and slow:
        verdicts |= _ask(slow, project, PATIENT_SECONDS)
    for one in exercises:
        if verdicts[one.id].tripped:
            _whose(one, verdicts[one.id])
    return verdicts


def _ask(exercises, project, seconds):
    began = time.time()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        laboratory = Laboratory(folder, project, Database(folder))
        probes = {one.id: partial(_verdict, one) for one in exercises}

        def target(port, cookies, _folder):
            return lambda step: Chat(step, port, cookies, seconds, began, word())

        tree, lacking = _with_settings(project, exercises)
        trial = laboratory.trial(tree, probes, target, time.monotonic() + SECONDS)
    error = first_error(trial.output)
    if not trial.started:
        last = trial.output.strip().splitlines()[-1:] or ["it printed nothing"]
        verdict = Verdict(
            "The server does not start.",
            "python manage.py runserver",
            error or last[0][:200],
            started=False,
        )
        return {one.id: verdict for one in exercises}
    verdicts = {
        one: verdict if verdict.done else _because(verdict, error, trial.output)
        for one, verdict in trial.seen.items()
    }
    for one, means in lacking.items():
        if verdicts[one].there:
            verdicts[one] = replace(verdicts[one], means=means, tried="", happened="")
    return verdicts


def _with_settings(project, exercises):
    """Return the project's tree with other values for the exercises' settings.

    The second value has a sentence for each exercise whose settings the project does not have.
    """
    tree = dict(project.tree)
    path = project.settings_of(tree).replace(".", "/") + ".py"
    folder, lacking = PurePosixPath(path).parent, {}
    own = "\n".join(text for name, text in tree.items() if PurePosixPath(name).parent == folder)
    for one in exercises:
        for key, value in one.settings.items():
            if re.search(rf"^\s*{key}\b", own, re.MULTILINE):
                tree[path] = f"{tree.get(path, '')}\n{key} = {value!r}\n"
            else:
                lacking[one.id] = f"There is no {key} in {path}. The task asks for it."
    return tree, lacking


def _because(verdict, error, output):
    if NO_INIT.search(output):
        means = (
            "An __init__ of your own takes the place of Channels' one: call super().__init__() in "
            "it, or begin in connect instead."
        )
        return replace(verdict, means=means, error=error)
    return replace(verdict, error=error, there=verdict.there and NO_ROUTE not in error)


def _verdict(exercise, made):
    chat = made(exercise.step)
    try:
        chat.ready()
        exercise.check(chat)
        if exercise.step == 3:
            expect(chat.refused(), STRANGER, "a stranger opens a WebSocket", "it was not refused")
    except NotYet as reason:
        there = not isinstance(reason, NotThere)
        return Verdict(reason.means, reason.tried, reason.happened, there=there)
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        # A project may answer with anything: a list where the task has a text.
        return Verdict(
            "An answer has another form than the task says.",
            f"the check of {exercise.id}",
            f"{type(error).__name__}: {error}",
            tripped=error,
        )
    return Verdict()


def _whose(exercise, verdict):
    """Raise the error that the check tripped over, unless it gets on with our own solution."""
    ours = Project(exercise.folder, "learning", exercise.solved())
    if not _ask([exercise], ours, PATIENT_SECONDS)[exercise.id].done:
        raise verdict.tripped
