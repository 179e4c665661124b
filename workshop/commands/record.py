"""``python -m workshop record``: follow the chapters and keep what the commands print."""

import shutil
import sys
import tempfile
from pathlib import Path

from workshop.base.problems import Problem
from workshop.base.steps import ROOT
from workshop.recordings.kept import RECORDINGS, file_of, is_shown

PARTS = ("chapters", "scenes", "check", "mistakes")


def add_arguments(parser):
    """Add the command's arguments."""
    parser.description = (
        "Make anew what the pages show of runs, in docs/recordings/: what the chapters' commands "
        "print from an empty folder on, the scenes byte for byte, the example of check, and every "
        "mistake of the catalogue. The chapters take a minute or two, the mistakes much longer."
    )
    parser.add_argument(
        "--only", action="append", choices=PARTS, help="this part alone; may be given several times"
    )
    parser.add_argument(
        "--go-on",
        action="store_true",
        help="make only the mistakes that have no recording, after an interruption",
    )
    parser.add_argument(
        "--mistake",
        action="append",
        metavar="ID",
        help="this mistake of the catalogue alone; may be given several times",
    )


def walk(folder, progress=lambda fence: None):
    """Follow all chapters in the new folder ``folder``; return the finished ``Walk``.

    It starts as a learner does: with the requirements file and a Python without our packages.
    """
    from workshop.lesson import changes
    from workshop.recordings.walk import Walk

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "requirements.txt", folder)
    made = Walk(changes.read(), folder, Path(sys._base_executable).parent)
    made.follow(progress=progress)
    return made


def chapters():
    """Record what the chapters' commands print."""
    from workshop.recordings.normalise import presentable

    def progress(fence):
        print(f"  {fence.page:<22} {fence.kind:<10} {fence.name}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        made = walk(folder, progress)
    RECORDINGS.mkdir(exist_ok=True)
    for fence in made.lesson.fences:
        if is_shown(fence) and fence.name in made.printed:
            text = presentable(made.printed[fence.name])
            file_of(fence).write_text(text, encoding="utf-8", newline="\n")


def mistakes(go_on, only):
    """Record what mistakes of the catalogue look like; return the ids that did not show."""
    from workshop.check.explain.catalogue import catalogue
    from workshop.lesson import changes
    from workshop.recordings import symptoms

    unknown = [name for name in only if name not in catalogue()]
    if unknown:
        raise Problem(f"The catalogue has no mistake called {unknown[0]}. Nothing was recorded.")

    def progress(text):
        print(f"  {text}", flush=True)

    return symptoms.record(changes.read(), not (go_on or only), progress, only)


def main(options):
    """Record what was chosen; return the exit code."""
    from workshop.lesson import changes
    from workshop.recordings import check_example, scenes

    failed = []
    named = options.mistake or ()
    for part in options.only or (["mistakes"] if named else PARTS):
        print(f"Recording: {part}", flush=True)
        if part == "chapters":
            chapters()
        elif part == "scenes":
            scenes.write()
        elif part == "check":
            check_example.record(changes.read())
        else:
            failed = mistakes(options.go_on, named)
    print(f"The recordings are in {RECORDINGS}")
    return int(bool(failed))
