"""``python -m workshop record``: follow the chapters and keep what the commands print."""

import shutil
import sys
import tempfile
from pathlib import Path

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


def mistakes(go_on):
    """Record what every mistake of the catalogue looks like; return those that did not show."""
    from workshop.lesson import changes
    from workshop.recordings import symptoms

    return symptoms.record(changes.read(), not go_on, lambda text: print(f"  {text}", flush=True))


def main(options):
    """Record what was chosen; return the exit code."""
    from workshop.lesson import changes
    from workshop.recordings import check_example, scenes

    failed = []
    for part in options.only or PARTS:
        print(f"Recording: {part}", flush=True)
        if part == "chapters":
            chapters()
        elif part == "scenes":
            scenes.write()
        elif part == "check":
            check_example.record(changes.read())
        else:
            failed = mistakes(options.go_on)
    print(f"The recordings are in {RECORDINGS}")
    return int(bool(failed))
