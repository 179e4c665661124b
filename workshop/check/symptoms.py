"""What a mistake looks like when it is made for real: recorded for the pages that explain it."""

import json
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from workshop.check.catalogue import CatalogueError, catalogue, make
from workshop.check.examine import Examination
from workshop.check.explain import first_error
from workshop.check.project import Project
from workshop.lesson import DOCS

FILE = DOCS / "recordings" / "mistakes.json"
SIDE_BY_SIDE = 2
# What differs from run to run in an error: the room that was made up, ports, addresses in memory.
RANDOM = (
    (r"\bw[0-9a-f]{12}\b", "lobby"),
    (r"(?<=127\.0\.0\.1:)\d+", "8000"),
    (r"0x[0-9a-f]+", "0x…"),
)


def symptoms(mistake, lesson):
    """Make a mistake on its checkpoint and look; return a dict of what shows.

    ``claim``: what fails first; ``happened``: what a client sees; ``error``: the first error in
    the terminal, or "" when the terminal stays silent.
    """
    tree = make(mistake, lesson.checkpoint(mistake.at).tree)
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder), "learning", tree)
        claim, observation, output = Examination(project, lesson).look()
    if claim is None:
        raise CatalogueError(f"{mistake.id}: everything works in spite of it")
    seen = {"claim": claim, "happened": observation.happened, "error": first_error(output)}
    return {name: steady(text) for name, text in seen.items()}


def steady(text):
    """Return a text without what differs from run to run."""
    for pattern, replacement in RANDOM:
        text = re.sub(pattern, replacement, text)
    return text


def record(lesson, progress=lambda name: None):
    """Make every mistake and keep what shows in ``docs/recordings/mistakes.json``."""

    def one(mistake):
        progress(mistake.id)
        return mistake.id, symptoms(mistake, lesson)

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        seen = dict(pool.map(one, catalogue().values()))
    text = json.dumps(seen, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    FILE.write_text(text, encoding="utf-8", newline="\n")


def recorded():
    """Return what was recorded: mistake ``id`` to the dict of ``symptoms``."""
    return json.loads(FILE.read_text(encoding="utf-8"))
