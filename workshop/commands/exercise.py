"""``python -m workshop exercise``: small tasks to go on with, and what is done of them."""

import random
import sys
from pathlib import Path

from workshop.base.problems import Problem, own_failure
from workshop.setup.environment import python_elsewhere


def add_arguments(parser):
    """Add the command's arguments."""
    parser.description = (
        "Without a name: list the exercises and show which are done. With a name: show the task. "
        "With a name and a folder: ask a copy of your project in that folder. Your own files and "
        "your database are only read."
    )
    parser.epilog = (
        "Bug hunt: `exercise hunt FOLDER` writes a project with one mistake into a new folder. Use "
        "the same command again to ask whether you have found it.\n"
        "Exit code with a folder: 0 done, 1 not yet, 2 the check was not possible."
    )
    parser.add_argument("id", nargs="?", help="the exercise's name in the list, or hunt")
    parser.add_argument("folder", nargs="?", help="your project: the folder that holds manage.py")
    parser.add_argument("--hint", action="store_true", help="show a hint; each call shows one more")
    parser.add_argument("--solution", action="store_true", help="show a solution, and explain it")
    hunt = parser.add_argument_group("for a bug hunt")
    hunt.add_argument(
        "--seed", type=int, help="a number: with the same number, everybody gets the same mistake"
    )
    hunt.add_argument(
        "--level", type=int, choices=(1, 2, 3), help="from 1 (easy) to 3 (hard); default: 1"
    )
    hunt.add_argument("--board", metavar="ADDRESS", help="show on a room's board that you found it")
    hunt.add_argument("--name", help="your name on the board; you may invent one")


def main(options):
    """Do it; return the exit code."""
    from workshop.exercises import terminal_words
    from workshop.exercises.definitions import exercises
    from workshop.exercises.memory import Memory

    memory = Memory()
    if options.id == "hunt":
        return _hunt(options)
    if options.id is None:
        print(terminal_words.listed(exercises().values(), memory))
        return 0
    if options.id not in exercises():
        names = ", ".join(exercises())
        raise Problem(f"There is no exercise called {options.id}. There are {names}.")
    exercise = exercises()[options.id]
    if options.solution:
        print(terminal_words.solution(exercise))
    elif options.hint:
        print(terminal_words.hint(exercise, memory.next_hint(exercise)))
    elif options.folder:
        return _ask(exercise, options.folder, memory)
    else:
        print(terminal_words.task(exercise))
    return 0


def _ask(exercise, folder, memory):
    from workshop.check.ask.project import find
    from workshop.exercises import terminal_words
    from workshop.exercises.verdict import ask

    try:
        project = find(folder)
    except Problem as problem:
        print(terminal_words.no_project(exercise, str(problem)), file=sys.stderr)
        return 2
    print("... starting a copy of your project", file=sys.stderr)
    try:
        verdict = ask([exercise], project)[exercise.id]
    except Exception as error:
        print(own_failure("The exercise's check", error), file=sys.stderr)
        return 2
    if verdict.done:
        memory.done(exercise)
    print(terminal_words.verdict(exercise, verdict, folder))
    if verdict.done:
        return 0
    return 1 if verdict.started and verdict.there else 2


def _hunt(options):
    """Begin a hunt in a new folder, help in one, or ask whether it is done."""
    from workshop.check.ask.project import find
    from workshop.exercises import hunt, hunt_memory, hunt_words

    if options.folder is None:
        raise Problem("Say where to: python -m workshop exercise hunt FOLDER")
    folder = Path(options.folder)
    if not folder.exists():
        seed = random.randrange(1, 10000) if options.seed is None else options.seed
        chosen = hunt.choose(seed, options.level or 1)
        print("... making the project, and asking it what does not work", file=sys.stderr)
        claim = hunt.begin(chosen, folder)
        hunt_memory.remember(folder, chosen, claim)
        print(hunt_words.begun(chosen, claim, options.folder, python_elsewhere()))
        return 0
    known = hunt_memory.recall(folder)
    chosen, project = hunt.choose(known["seed"], known["level"]), find(folder)
    print("... starting a copy of your project", file=sys.stderr)
    if options.hint:
        told = hunt_words.helped(hunt_memory.next_help(folder), project)
        print(told or "Nothing fails any more: ask whether it is done, without --hint.")
        return 0
    asked = hunt.ask(project, known["claim"])
    if not asked.done:
        print(hunt_words.not_yet(asked, options.folder))
        return 1
    seconds = hunt_memory.finish(folder)
    print(hunt_words.done(chosen, seconds, known["helps"]))
    if options.board:
        from workshop.room.companion import Companion

        with Companion(options.board, options.name, keys=False) as companion:
            companion.solved(chosen.name, seconds, known["helps"])
            companion.delivered()
    return 0
