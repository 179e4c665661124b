"""What ``exercise`` says in a terminal."""

import re
import textwrap

from workshop.exercises.definitions import HINTS, hunks
from workshop.lesson import changes

WIDTH = 78
COMMAND = "python -m workshop exercise"


def wrapped(text, indent=""):
    """Return a text in Markdown with lines that fit; code, indented by four spaces, as it is."""
    blocks = []
    for block in text.strip("\n").split("\n\n"):
        if block.startswith("    "):
            blocks.append(textwrap.indent(block, indent))
        else:
            words = " ".join(block.split())
            blocks.append(
                textwrap.fill(
                    words,
                    WIDTH,
                    initial_indent=indent,
                    subsequent_indent=indent,
                    break_long_words=False,
                    break_on_hyphens=False,
                )
            )
    return "\n\n".join(blocks)


def listed(exercises, memory):
    """Return the list of all exercises with what is done."""
    exercises = list(exercises)
    wide = max(len(one.id) for one in exercises)
    rows, step = [], None
    for one in exercises:
        if one.step != step:
            step = one.step
            rows.append(
                f"\nFrom the end of step {step}" if rows else f"From the end of step {step}"
            )
        mark = "done" if one.id in memory.finished else "-"
        rows.append(f"  {one.id:{wide}}  {one.minutes:2} min  {mark:4}  {one.title}")
    done = sum(one.id in memory.finished for one in exercises)
    rows.append(f"\n{done} of {len(exercises)} done. Minutes are estimates.")
    rows.append(f"Show one: {COMMAND} {exercises[0].id}")
    return "\n".join(rows)


def start(exercise, lesson=None):
    """Return the name of the checkpoint from which an exercise starts, such as ``1.3``."""
    points = (lesson or changes.read()).checkpoints
    return [point.name for point in points if point.step == exercise.step][-1]


def task(exercise):
    """Return the task and the commands that belong to it."""
    name = exercise.id
    return "\n".join(
        [
            f"{exercise.title}  (about {exercise.minutes} minutes)",
            "",
            wrapped(exercise.task),
            "",
            "You should see:",
            wrapped(exercise.see, "    "),
            "",
            *begin(exercise),
            "",
            f"Ask whether it is done:  {COMMAND} {name} my-{name}",
            f"A hint, and one more:    {COMMAND} {name} --hint",
            f"A solution, explained:   {COMMAND} {name} --solution",
        ]
    )


def begin(exercise):
    """Return the lines that tell how to begin."""
    return [
        f"It starts from the end of step {exercise.step}. In a folder of its own:",
        f"    python -m workshop goto {start(exercise)} my-{exercise.id}",
    ]


def no_project(exercise, why):
    """Return what to do where the folder holds no project; ``why`` begins with that sentence."""
    first = re.split(r"\.\s", why, maxsplit=1)[0].removesuffix(".")
    return "\n".join(
        [
            f"{first}.",
            "Name the folder of your project, the one that holds manage.py. If you have none for "
            f"{exercise.id} yet:",
            begin(exercise)[1],
            f"    {COMMAND} {exercise.id} my-{exercise.id}",
        ]
    )


def hint(exercise, number):
    """Return the first ``number`` hints."""
    rows = []
    for n, text in enumerate(exercise.hints[:number], 1):
        rows += [f"Hint {n} of {HINTS}", wrapped(text, "    "), ""]
    left = HINTS - number
    more = "for the next one, use the same command again" if left else "that was the last one"
    after = "" if left else f"\nA solution, explained: {COMMAND} {exercise.id} --solution"
    return "\n".join(rows) + f"({more}){after}"


def solution(exercise):
    """Return a solution as the lines that change, and why."""
    rows, last = [exercise.title, ""], None
    text = (exercise.folder / "solution.diff").read_text(encoding="utf-8")
    for path, hunk in hunks(text):
        rows.append(f"{path}" if path != last else "    ...")
        last = path
        rows += ["    " + line for line in hunk.rstrip("\n").splitlines()]
    rows += ["", wrapped(exercise.explained), ""]
    rows.append("Other solutions are right too: the check asks what your project does, not how.")
    return "\n".join(row.rstrip() for row in rows)


def verdict(exercise, verdict, folder):
    """Return what was found about a project."""
    if verdict.done:
        return (
            f"{exercise.id}: DONE. It does what the task asks.\n\n"
            f"A solution to compare yours with: {COMMAND} {exercise.id} --solution"
        )
    rows = [f"{exercise.id}: NOT YET. {verdict.means}"]
    if verdict.tried:
        rows.append(f"    Tried:     {verdict.tried}")
    if verdict.happened:
        rows.append(f"    Happened:  {verdict.happened}")
    if verdict.error and verdict.error != verdict.happened:
        rows.append(f"    Terminal:  {verdict.error}")
    rows[0] = wrapped(rows[0])
    if not verdict.started:
        rows += ["", "What keeps it from starting:", f"    python -m workshop check {folder}"]
    elif not verdict.there:
        rows += [
            "",
            f"This exercise starts from the end of step {exercise.step}. If yours is another step:",
            f"    python -m workshop goto {start(exercise)} my-{exercise.id}",
            "If it is the right one, this names what is wrong:",
            f"    python -m workshop check {folder}",
        ]
    else:
        rows += ["", f"A hint: {COMMAND} {exercise.id} --hint"]
    return "\n".join(rows)
