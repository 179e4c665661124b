"""``python -m workshop record``: follow the chapters and keep what the commands print."""

import tempfile

from workshop.base.problems import Problem
from workshop.recordings.kept import RECORDINGS, keep

PARTS = ("chapters", "scenes", "check", "mistakes")


def add_arguments(parser):
    """Add the command's arguments."""
    parser.description = (
        "Record again what the pages show of runs, in docs/recordings/: what the chapters' "
        "commands print from an empty folder on, the scenes byte for byte, the example of check, "
        "and every mistake of the catalogue. The chapters take a minute or two, the mistakes much "
        "longer."
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


def chapters():
    """Record what the chapters' commands print."""
    from workshop.recordings.walk import follow

    def progress(fence):
        print(f"  {fence.page:<22} {fence.kind:<10} {fence.name}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        made = follow(folder, progress)
    keep(made.lesson.fences, made.printed)


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
