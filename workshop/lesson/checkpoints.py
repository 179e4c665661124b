"""A checkpoint as a project: its files, how it is spoken to, what it can and what it cannot do."""

from pathlib import Path

from workshop.lesson.chapters import LessonError
from workshop.serve.target import Target

MARKS = {"yes": True, "no": False}


def write(checkpoint, folder):
    """Write the checkpoint's files into the new folder ``folder`` and return it as a ``Path``.

    Raises ``FileExistsError`` when the folder is there: nothing is ever overwritten.
    """
    folder = Path(folder)
    folder.mkdir(parents=True)
    for path, text in checkpoint.tree.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    return folder


def promises(checkpoint):
    """Return what the page says at this checkpoint: a dict of claim ``id`` to True or False.

    Raises ``LessonError`` for a line that is neither ``yes:`` nor ``no:``.
    """
    said = {}
    for row in checkpoint.fence.body.splitlines():
        mark, _, names = row.partition(":")
        if mark not in MARKS:
            raise checkpoint.fence.error(f"this line is neither 'yes:' nor 'no:': {row}")
        said.update(dict.fromkeys(names.split(), MARKS[mark]))
    return said


def needs(checkpoint, what):
    """Return whether the checkpoint says yes to ``people``, ``redis``, ``json`` or ``lab``."""
    return checkpoint.fence.options.get(what) == "yes"


def in_lab(lesson, checkpoint):
    """Return whether the lab has the checkpoint: all of the course, and builds that say so."""
    return checkpoint.name not in lesson.builds or needs(checkpoint, "lab")


def target(checkpoint, port, people=({}, {}), **options):
    """Return the ``Target`` for a server of this checkpoint on ``port``.

    ``people`` are the cookies of two signed-in people, where the checkpoint needs them.
    """
    speaks = checkpoint.fence.options["speaks"]
    return Target(
        port,
        pages=("/chat/", "/chat/{room}/") if checkpoint.step == 3 else ("/chat/",),
        over="http" if speaks == "http" else "socket",
        socket="/ws/echo/" if speaks == "http" else speaks,
        envelope=needs(checkpoint, "json"),
        people=people if needs(checkpoint, "people") else ({}, {}),
        **options,
    )


def find(lesson, name):
    """Return the checkpoint called ``name``; raise ``LessonError`` that lists all when absent."""
    try:
        return lesson.checkpoint(name)
    except KeyError:
        names = ", ".join(point.name for point in [*lesson.checkpoints, *lesson.built()])
        raise LessonError(f"There is no checkpoint {name}. There are {names}.") from None
