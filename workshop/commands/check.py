"""``python -m workshop check``: name what keeps a learner's project from working, with proof."""

import contextlib
import sys
import time

from workshop.base.problems import Problem, own_failure

POLL_SECONDS = 0.5
# The place, why, and the line.
MOST_HINTS = 3


def add_arguments(parser):
    """Add the command's arguments."""
    parser.description = (
        "Ask a copy of your project what works, name what does not work, and try the cure on the "
        "copy. Your own files and your database are only read."
    )
    parser.epilog = (
        "Exit code: 0 all is well so far, 1 a mistake was found, 2 the check was not possible."
    )
    parser.add_argument("folder", nargs="?", default="learning", help="default: learning")
    parser.add_argument("--to", metavar="2.3", help="check only up to this checkpoint")
    parser.add_argument("--json", action="store_true", help="print only JSON")
    parser.add_argument(
        "--hint",
        action="count",
        default=0,
        help="only the place; --hint --hint says why as well. In a terminal, Enter shows more",
    )
    parser.add_argument("--watch", action="store_true", help="check again whenever you save")
    board = parser.add_argument_group("with --watch, in a room")
    board.add_argument(
        "--board", metavar="ADDRESS", help="show the teacher how far you are, without your code"
    )
    board.add_argument("--name", help="your name on the board; you may invent one")


def check(options, companion=None):
    """Look once; return the exit code and the texts to print, one after the other.

    There is one text, or with ``--hint`` in a terminal those of all levels from that one on. A
    ``Companion`` is told as well.
    """
    from workshop.check.ask.examine import Examination
    from workshop.check.ask.project import find
    from workshop.check.explain import report
    from workshop.check.explain.around import notes
    from workshop.check.explain.report_json import as_json
    from workshop.check.explain.standing import standing
    from workshop.lesson import changes, checkpoints
    from workshop.lesson.chapters import LessonError

    lesson = changes.read()
    if options.to:
        try:
            checkpoints.find(lesson, options.to)
        except LessonError as error:
            raise Problem(str(error)) from None
    project = find(options.folder)

    def say(text):
        if not options.json:
            print(f"... {text}", file=sys.stderr)

    try:
        seen = Examination(project, lesson, options.to, say=say).run()
        around = notes(project, seen.goal)
        # With a build that the project has begun.
        lesson = seen.lesson
        if options.json:
            texts = [as_json(seen, lesson, around)]
        else:
            texts = [report.text(seen, lesson, around, level) for level in _levels(options, seen)]
    except Exception as error:
        raise Problem(own_failure("The check", error)) from error
    if companion:
        companion.found(*standing(seen, lesson))
    if seen.well and not seen.whole:
        # Not to have had the time is not to have found it well.
        raise Problem(report.OUT_OF_TIME)
    return int(not seen.well), texts


def _levels(options, seen):
    """Return the levels of help to print: all of it at once, unless hints are asked for."""
    if not options.hint or not seen.findings:
        return [MOST_HINTS]
    first = min(options.hint, MOST_HINTS)
    at_a_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    return range(first, MOST_HINTS + 1) if at_a_terminal else [first]


def main(options):
    """Do it; return the exit code."""
    if options.board and not options.watch:
        raise Problem("--board works only with --watch: add --watch.")
    if options.watch:
        with on_board(options) as companion:
            return watch(options, companion)
    try:
        code, texts = check(options)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 2
    _print(texts)
    return code


def _print(texts):
    """Print texts, each after the first one when Enter was pressed."""
    for number, text in enumerate(texts):
        if number:
            try:
                input("\nPress Enter to see more, or Ctrl+C to look for yourself. ")
            except (EOFError, KeyboardInterrupt):
                print()
                return
        print(text)


def on_board(options):
    """Return a context manager: the ``Companion`` on a room's board, None without one."""
    if not options.board:
        return contextlib.nullcontext()
    from workshop.room.companion import Companion

    return Companion(options.board, options.name)


def watch(options, companion=None):
    """Check at each save until Ctrl+C; files are polled, which works on every file system."""
    from workshop.check.ask.project import find
    from workshop.check.explain.standing import likely

    before = None
    while True:
        project = None
        try:
            project = find(options.folder)
            now = project.tree
        except Problem as problem:
            now = str(problem)
        if now != before:
            before = now
            if companion and project:
                companion.looking(likely(project, options.to))
            main_once(options, companion)
            print("\nWatching. Save a file to check again, stop with Ctrl+C.", flush=True)
        time.sleep(POLL_SECONDS)


def main_once(options, companion=None):
    """Print one check; what cannot be looked at now may be at the next save."""
    try:
        print(check(options, companion)[1][-1])
    except Problem as problem:
        print(problem, file=sys.stderr)
