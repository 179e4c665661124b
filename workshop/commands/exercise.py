"""``python -m workshop exercise``: small tasks for who wants to go on, and what is done of them."""

import sys

from workshop.base.problems import Problem, own_failure


def add_arguments(parser):
    """Add the command's arguments."""
    parser.description = (
        "Without a name: list the exercises and what is done of them. With a name: show the task. "
        "With a folder as well: ask a copy of the project in it. Your own files and your database "
        "are only read."
    )
    parser.epilog = "Exit code with a folder: 0 done, 1 not yet, 2 it could not look."
    parser.add_argument("id", nargs="?", help="the exercise's name in the list")
    parser.add_argument("folder", nargs="?", help="your project: the folder that holds manage.py")
    parser.add_argument("--hint", action="store_true", help="a hint, and one more each time")
    parser.add_argument("--solution", action="store_true", help="a solution, explained")


def main(options):
    """Do it; return the exit code."""
    from workshop.exercises import words
    from workshop.exercises.definitions import exercises
    from workshop.exercises.memory import Memory

    memory = Memory()
    if options.id is None:
        print(words.listed(exercises().values(), memory))
        return 0
    if options.id not in exercises():
        names = ", ".join(exercises())
        raise Problem(f"There is no exercise called {options.id}. There are {names}.")
    exercise = exercises()[options.id]
    if options.solution:
        print(words.solution(exercise))
    elif options.hint:
        print(words.hint(exercise, memory.next_hint(exercise)))
    elif options.folder:
        return _ask(exercise, options.folder, memory)
    else:
        print(words.task(exercise))
    return 0


def _ask(exercise, folder, memory):
    from workshop.check.ask.project import find
    from workshop.exercises import words
    from workshop.exercises.verdict import ask

    try:
        project = find(folder)
    except Problem as problem:
        print(words.no_project(exercise, str(problem)), file=sys.stderr)
        return 2
    print("... starting a copy of your project", file=sys.stderr)
    try:
        verdict = ask([exercise], project)[exercise.id]
    except Exception as error:
        print(own_failure("The exercise's check", error), file=sys.stderr)
        return 2
    if verdict.done:
        memory.done(exercise)
    print(words.verdict(exercise, verdict, folder))
    if verdict.done:
        return 0
    return 1 if verdict.started and verdict.there else 2
