"""Asks a copy of a project what it is made of, and which migrations it lacks."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass, field

from workshop.base.processes import start, stop
from workshop.check.ask import leash
from workshop.check.ask.trial import end_escaped
from workshop.check.compare.edits import CREATE, REPLACE, Edit

SECONDS = 12


@dataclass(frozen=True)
class Inventory:
    """What a project says of itself; ``told`` is what ``facts.inventory`` writes, maybe {}."""

    told: dict = field(default_factory=dict)

    def error(self, *parts):
        """Return the traceback of the first of ``parts`` that failed, or ""."""
        errors = self.told.get("errors") or {}
        return next((errors[part] for part in parts if errors.get(part)), "")

    def part(self, name, empty):
        """Return what was told of ``name``, or ``empty`` where it was not."""
        return self.told.get(name) or empty

    @property
    def routes(self):
        """The routes of the WebSocket side, each a dict."""
        return self.part("sockets", {}).get("routes", [])

    @property
    def around(self):
        """The names of what is wrapped around the routes, the outermost first."""
        return self.part("sockets", {}).get("around", [])

    @property
    def silent_redis(self):
        """The places of Redis servers that do not answer, each a dict."""
        return [one for one in self.part("redis", []) if one["error"]]


def _run(laboratory, tree, arguments, deadline):
    """Run Python with ``arguments`` in a copy; return the copy's folder."""
    project, database, variables = laboratory.copy(tree)
    process = start(
        [*leash.COMMAND, sys.executable, *arguments(project)],
        cwd=project,
        env=variables,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(max(0.1, min(SECONDS, deadline - time.monotonic())))
    except subprocess.TimeoutExpired:
        pass
    finally:
        stop(process, gentle=0)
        process.stdin.close()
        end_escaped(database)
    return project


def take_inventory(laboratory, tree, deadline):
    """Return the ``Inventory`` of a copy of ``tree``; an empty one where it tells nothing."""

    def arguments(project):
        return "-m", "workshop.check.facts.inventory", str(project.parent / "inventory.json")

    project = _run(laboratory, tree, arguments, deadline)
    try:
        text = (project.parent / "inventory.json").read_text(encoding="utf-8")
        return Inventory(json.loads(text))
    except (OSError, ValueError):
        return Inventory()


def migrations(laboratory, tree, labels, deadline):
    """Return the edits that ``manage.py makemigrations`` makes for some apps of a copy."""

    def arguments(project):
        return "manage.py", "makemigrations", "--noinput", *labels

    project = _run(laboratory, tree, arguments, deadline)
    edits = []
    for file in sorted(project.rglob("migrations/*.py")):
        path = file.relative_to(project).as_posix()
        text = file.read_text(encoding="utf-8")
        if path not in tree:
            edits.append(Edit(path, CREATE, path, text=text, lesson=text))
        elif tree[path] != text:
            last = len(tree[path].splitlines()) + 1
            edits.append(Edit(path, REPLACE, path, 1, last, text, tree[path], text))
    return edits
