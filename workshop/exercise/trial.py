"""Ask a copy of a project whether an exercise is done: bounded, whatever the project does."""

import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from workshop.check.database import Database, settings_environment
from workshop.check.explain import first_error
from workshop.check.trial import PROBE_SECONDS, Laboratory
from workshop.exercise.asking import Chat, NotThere, NotYet
from workshop.probes import word
from workshop.processes import start, stop

SECONDS = 40
MIGRATE_SECONDS = 15
# Twice is asked before somebody is told that something does not answer.
PATIENT_SECONDS = 3 * PROBE_SECONDS
# What the server says of an address that only a later step has.
NO_ROUTE = "No route found for path"
MIGRATIONS = re.compile(r"\w+/migrations/\d\w*\.py$")


@dataclass(frozen=True)
class Verdict:
    """What an exercise's check found. ``means`` is empty when it is done.

    ``there``: whether the project is the chat that the exercise starts from; ``started``: whether
    its server starts; ``error``: the first error in its terminal, or "".
    """

    means: str = ""
    tried: str = ""
    happened: str = ""
    error: str = ""
    there: bool = True
    started: bool = True

    @property
    def done(self):
        """Whether the exercise is done."""
        return not self.means


class _Migrated(Database):
    """A database with the tables that the project's own migrations make."""

    def __init__(self, folder, name):
        super().__init__(folder)
        self.name = name

    def copy(self, target):
        file = super().copy(target)
        project = Path(target).parent / "project"
        paths = (path.relative_to(project).as_posix() for path in project.rglob("*.py"))
        if any(MIGRATIONS.match(path) for path in paths):
            command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            env = settings_environment(self.name, file)
            process = start(command, cwd=project, env=env, **quiet)
            try:
                process.wait(MIGRATE_SECONDS)
            except subprocess.TimeoutExpired:
                # The server's own error tells what is missing.
                return file
            finally:
                stop(process, gentle=0)
        return file


def ask(exercises, tree, name="learning", again=True):
    """Serve a tree (path to text) and ask some exercises; return their ``Verdict`` by ``id``.

    ``name`` is the project's package. With ``again`` a server that did not answer in time is asked
    once more with patience: nobody is blamed for a slow machine.
    """
    verdicts = _ask(exercises, tree, name, PROBE_SECONDS)
    slow = [one for one in exercises if " within " in verdicts[one.id].happened]
    if again and slow:
        verdicts |= _ask(slow, tree, name, PATIENT_SECONDS)
    return verdicts


def _ask(exercises, tree, name, seconds):
    began = time.time()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        laboratory = Laboratory(folder, name, _Migrated(Path(folder), name))

        def chat(step, port):
            return Chat(step, port, laboratory.database.cookies, seconds, began, word())

        probes = {
            one.id: lambda port, one=one: _verdict(one, chat(one.step, port)) for one in exercises
        }
        tree = _with_settings(tree, name, exercises)
        trial = laboratory.trial(tree, probes, lambda port: port, time.monotonic() + SECONDS)
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
    return {
        one: verdict if verdict.done else _because(verdict, error)
        for one, verdict in trial.seen.items()
    }


def _with_settings(tree, name, exercises):
    """Return the tree with the exercises' settings after its own ones."""
    path = f"{name}/settings.py"
    lines = [f"{key} = {value!r}\n" for one in exercises for key, value in one.settings.items()]
    return {**tree, path: tree.get(path, "") + "\n" + "".join(lines)} if lines else tree


def _because(verdict, error):
    return replace(verdict, error=error, there=verdict.there and NO_ROUTE not in error)


def _verdict(exercise, chat):
    try:
        chat.ready()
        exercise.check(chat)
    except NotYet as reason:
        there = not isinstance(reason, NotThere)
        return Verdict(reason.means, reason.tried, reason.happened, there=there)
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        # A project may answer with anything: a list where the task has a text.
        return Verdict(
            "An answer has another form than the task says.",
            f"the check of {exercise.id}",
            f"{type(error).__name__}: {error}",
        )
    return Verdict()
