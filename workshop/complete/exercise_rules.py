"""What an exercise needs: its texts, its check, its answers, its place on the page."""

import ast
import re

from workshop.base.steps import STEPS
from workshop.complete.lack import Lack, below, fields, toml
from workshop.exercises.definitions import FOLDER, HINTS, ExerciseError, apply, exercises, read
from workshop.lesson.chapters import DOCS

PAGE = DOCS / "exercises.md"
# A heading with its anchor, and the block that is the exercise: title, id, id.
HEADING = r'^### (.+) \{#(\w+)\}\n\n```exercise name="(\w+)"\n```$'
FIELDS = {
    "title": "what it is called, in a few words",
    "step": "the number of the step whose end it starts from",
    "minutes": "how long it takes, 5 to 30",
    "task": "what to do, in Markdown",
    "see": "what a person sees when it is done",
    "hints": "three texts: where to look, what to think, nearly the answer",
    "explained": "why the solution is as it is",
}
MINUTES = range(5, 31)
WRONG = 3


def lacking(name):
    """Return what the exercise in ``tasks/NAME`` lacks, a list of ``Lack``."""
    folder = FOLDER / name
    texts = list(_texts(folder))
    # Without its texts it has no step, and its answers are changes to the step.
    exercise = None if texts else read(folder)
    found = [*texts, *_check(folder / "check.py"), *_answers(folder, exercise)]
    return found + list(_on_the_page(exercise)) if exercise else found


def _texts(folder):
    file = folder / "exercise.toml"
    data, unread = toml(file)
    if unread:
        yield Lack(unread[0].file, f"{unread[0].what} It holds {', '.join(FIELDS)}.")
        return
    yield from fields(file, data, FIELDS, ["settings"])
    hints, minutes, step = data.get("hints"), data.get("minutes"), data.get("step")
    if hints and (not isinstance(hints, list) or len(hints) != HINTS or not all(map(_full, hints))):
        yield Lack(below(file), f"hints has to be a list of {HINTS} texts.")
    if minutes and minutes not in MINUTES:
        yield Lack(below(file), f"minutes is {minutes}, not 5 to 30.")
    if step and step not in STEPS:
        yield Lack(below(file), f"There is no step {step}.")


def _full(text):
    return isinstance(text, str) and text.strip()


def _check(file):
    if not file.is_file():
        yield Lack(below(file), "This file is missing: its check(chat) asks a running copy.")
        return
    try:
        tree = ast.parse(file.read_text(encoding="utf-8"))
    except SyntaxError as error:
        yield Lack(below(file), f"Line {error.lineno} is no Python: {error.msg}.")
        return
    checks = [node for node in tree.body if getattr(node, "name", "") == "check"]
    if not checks or len(checks[-1].args.args) != 1:
        yield Lack(below(file), "There is no check(chat), a function with this one parameter.")


def _answers(folder, exercise):
    start, file = exercise and exercise.start(), folder / "solution.diff"
    if file.is_file():
        solved, lacks = _made(start, file)
        yield from lacks
    else:
        solved = None
        yield Lack(below(file), "This file is missing: the answer, as a change to the step.")
    yield from _right(folder / "right", start)
    yield from _wrong(folder / "wrong", solved)


def _made(tree, file):
    """Return the tree with the change in a file made, or None, and a list of ``Lack``."""
    if tree is None:
        return None, []
    try:
        made = apply(tree, file)
    except ExerciseError as error:
        text = str(error).removeprefix(f"{file}: ").rstrip("\n").replace("\n", "\n    ")
        return None, [Lack(below(file), f"The change cannot be made: {text}")]
    if made == tree:
        return None, [Lack(below(file), "The change changes nothing.")]
    return made, []


def _right(folder, start):
    files = sorted(folder.glob("*.diff"))
    if not files:
        what = "There is no other right answer: a NAME.diff, a change to the step as well."
        yield Lack(below(folder), what)
    for file in files:
        yield from _made(start, file)[1]


def _wrong(folder, solved):
    files, said = sorted(folder.glob("*.diff")), {}
    if len(files) < WRONG:
        yield Lack(
            below(folder),
            f"There are {len(files)} wrong answers, not at least {WRONG}. Each is a NAME.diff: a "
            "change to the solution, below a line says: with a part of what the check answers.",
        )
    for file in files:
        yield from _made(solved, file)[1]
        above = file.read_text(encoding="utf-8").partition("--- ")[0]
        says = re.search(r"^says: (.+)$", above, re.MULTILINE)
        if not says:
            what = "There is no line says: above the change, with a part of what the check answers."
            yield Lack(below(file), what)
        elif says[1] in said:
            what = f"Its says: is that of {said[says[1]]}. Each wrong answer has its own message."
            yield Lack(below(file), what)
        else:
            said[says[1]] = file.name


def _on_the_page(exercise):
    text = PAGE.read_text(encoding="utf-8")
    found = re.findall(HEADING, text, re.MULTILINE)
    part = f'### {exercise.title} {{#{exercise.id}}}\n\n```exercise name="{exercise.id}"\n```'
    if (exercise.title, exercise.id, exercise.id) not in found:
        shown = part.replace("\n", "\n    ")
        yield Lack(below(PAGE), f"This is missing, or stands there otherwise:\n    {shown}")
        return
    try:
        listed = list(exercises())
    except ExerciseError:
        # Another exercise is not complete: it is asked about under its own name.
        return
    if [name for _, name, _ in found if name in listed] != listed:
        order = ", ".join(listed)
        yield Lack(below(PAGE), f"The order is by step, then by minutes, then by name: {order}.")
