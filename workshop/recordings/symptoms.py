"""What a mistake looks like when it is made for real: recorded for the pages that explain it."""

import json
import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from workshop.check.ask.examine import Examination, may_be_slow
from workshop.check.ask.inside import hidden
from workshop.check.ask.own_probes import STRANGE
from workshop.check.ask.picture_probes import PRETENDING
from workshop.check.ask.project import Project
from workshop.check.ask.reported import without_gone
from workshop.check.ask.trial import OutOfTime
from workshop.check.explain.catalogue import CatalogueError, catalogue, make
from workshop.check.explain.story import first_error
from workshop.lesson.chapters import DOCS
from workshop.recordings.normalise import normalise

FILE = DOCS / "recordings" / "mistakes.json"
SIDE_BY_SIDE = 2
PYTHON = "{}.{}".format(*sys.version_info)
# Lines of a terminal, besides the last ones of tracebacks, that people paste into a search.
TOLD = re.compile(
    r"^(Not Found|Forbidden|Bad Request|Internal Server Error|CommandError|SystemCheckError|"
    r"Exception inside application|ERRORS|\?|.*Listen failure)\b.*|^\?: \(.*"
)
MOST_LINES = 6
# Addresses that a browser or the check itself asks for: nobody who makes the mistake sees them.
NOBODYS = (
    "/favicon.ico",
    f"/{PRETENDING}/picture/",
    *(f"/{name.encode('ascii', 'backslashreplace').decode()}/" for _, name in STRANGE),
)


class TooSlow(CatalogueError):
    """This machine may be all that shows; the text says it, and what to do."""

    def __init__(self, mistake, what):
        super().__init__(
            f"{mistake.id}: this machine was too slow: {what}. Nothing of it was kept. Close what "
            f"else runs here, then: python -m workshop record --mistake {mistake.id}"
        )


def look(tree, lesson):
    """Serve a tree (path to text) once; return what ``Examination.look`` returns."""
    with tempfile.TemporaryDirectory() as folder:
        return Examination(Project(Path(folder), "learning", tree), lesson).look()


def symptoms(mistake, lesson, look=look):
    """Make a mistake on its checkpoint and look; return what ``shown`` returns.

    ``look(tree, lesson)`` serves a tree. Raises ``CatalogueError`` when everything works in spite
    of the mistake, and ``TooSlow`` when what shows may be no more than a time-out of ours.
    """
    tree = lesson.checkpoint(mistake.at).tree
    try:
        claim, observation, output = look(make(mistake, tree), lesson)
        if claim is None:
            raise CatalogueError(f"{mistake.id}: everything works in spite of it")
        if observation is None:
            raise TooSlow(mistake, "the question that failed was not asked")
        if may_be_slow(claim, observation):
            if claim == "starts":
                raise TooSlow(mistake, "the server did not get ready in time")
            # Something did not come in time. Without the mistake it has to.
            if look(tree, lesson)[0] is not None:
                raise TooSlow(mistake, f"checkpoint {mistake.at} fails without the mistake, too")
    except OutOfTime:
        raise TooSlow(mistake, "there was no time left to look") from None
    return shown(claim, observation, output)


def shown(claim, observation, output):
    """Return what shows, as a dict without what differs from run to run.

    ``claim``: what fails first; ``happened``: what a client sees; ``error``: the first error in
    the terminal, or "" when it stays silent; ``lines``: all lines there that tell of something
    wrong, sorted.
    """
    output = without_gone(hidden(output))
    lines = {steady(line) for line in _lines(output)}
    return {
        "claim": claim,
        "happened": steady(observation.happened),
        "error": steady(first_error(output)),
        "lines": sorted(lines)[:MOST_LINES],
    }


def steady(text):
    """Return a text without what differs from run to run."""
    return normalise(text, "random", "port", "path").strip()


def _lines(output):
    inside = False
    for line in output.splitlines():
        if line.startswith("Traceback (most recent call last)"):
            inside = True
        elif inside and line and not line.startswith(" "):
            inside = False
            yield line
        elif TOLD.match(line) and not line.endswith(NOBODYS):
            yield line


def record(lesson, again=False, progress=lambda text: None, only=(), look=look):
    """Make every mistake and keep what shows in ``docs/recordings/mistakes.json``.

    After an interruption the next call goes on; ``again`` begins anew; ``only`` those ids, and no
    other, are made anew; of these what was kept stays where the machine is too slow. Returns the
    ids of mistakes that did not show.
    """
    kept = {} if again or not FILE.exists() else recorded()
    seen = {name: kept[name] for name in catalogue() if name in kept and name not in only}
    missing = [one for name, one in catalogue().items() if name not in seen]
    missing = [one for one in missing if not only or one.id in only]
    lock, failed = Lock(), []

    def one(mistake):
        try:
            found = symptoms(mistake, lesson, look)
        except CatalogueError as error:
            progress(str(error))
            failed.append(mistake.id)
            if isinstance(error, TooSlow) and mistake.id in kept:
                with lock:
                    seen[mistake.id] = kept[mistake.id]
            return
        with lock:
            seen[mistake.id] = found
            keep(seen)
            progress(f"{len(seen)} of {len(catalogue())}  {mistake.id}")

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        list(pool.map(one, missing))
    keep(seen)
    return failed


def keep(seen):
    """Write what was seen of all mistakes, and with which Python: it words its own errors."""
    data = {"python": PYTHON, "mistakes": seen}
    text = json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    FILE.write_text(text, encoding="utf-8", newline="\n")


def recorded():
    """Return what was recorded: mistake ``id`` to the dict of ``shown``."""
    return json.loads(FILE.read_text(encoding="utf-8"))["mistakes"]


def recorded_with():
    """Return the version of Python that made the recording, such as "3.11"."""
    return json.loads(FILE.read_text(encoding="utf-8"))["python"]
