"""``python -m workshop record``: follow the chapters and keep what the commands print."""

import shutil
import sys
import tempfile
from pathlib import Path

from workshop.lesson import DOCS
from workshop.steps import ROOT

RECORDINGS = DOCS / "recordings"


def add_arguments(parser):
    """Add the command's arguments."""
    parser.description = (
        "Follow the chapters from an empty folder with a clean virtual environment, and keep what "
        "every command prints in docs/recordings/. Takes about a minute."
    )
    parser.add_argument(
        "--mistakes",
        action="store_true",
        help="make the mistakes of the catalogue instead, and keep what shows; goes on where it "
        "was interrupted",
    )
    parser.add_argument("--again", action="store_true", help="with --mistakes: make all anew")


def walk(folder, progress=lambda fence: None):
    """Follow all chapters in the new folder ``folder``; return the finished ``Walk``.

    It starts as a learner does: with the requirements file and a Python without our packages.
    """
    from workshop import changes
    from workshop.walk import Walk

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "requirements.txt", folder)
    made = Walk(changes.read(), folder, Path(sys._base_executable).parent)
    made.follow(progress=progress)
    return made


def is_shown(fence):
    """Return whether a page shows what this block prints, and not only a word of it."""
    return fence.kind == "console" or (fence.kind == "run" and "says" not in fence.options)


def mistakes(again):
    """Record what every mistake of the catalogue looks like; return the exit code."""
    from workshop import changes
    from workshop.check import example, symptoms

    lesson = changes.read()
    example.record(lesson)
    failed = symptoms.record(lesson, again, lambda text: print(f"  {text}"))
    print(f"{len(symptoms.recorded())} mistakes are in {symptoms.FILE}")
    return int(bool(failed))


def main(options):
    """Record everything; return the exit code."""
    if options.mistakes:
        return mistakes(options.again)
    from workshop import scenes
    from workshop.walk import presentable

    def progress(fence):
        print(f"  {fence.page:<22} {fence.kind:<10} {fence.name}")

    with tempfile.TemporaryDirectory() as folder:
        made = walk(folder, progress)
    RECORDINGS.mkdir(exist_ok=True)
    shown = [fence.name for fence in made.lesson.fences if is_shown(fence)]
    for name in shown:
        text = presentable(made.printed[name])
        (RECORDINGS / f"{name}.txt").write_text(text, encoding="utf-8", newline="\n")
    print("  The scenes, byte for byte")
    shown += scenes.write()
    print(f"{len(shown)} recordings are in {RECORDINGS}")
    return 0
