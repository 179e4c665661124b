"""What a mistake of the catalogue needs: its story, a change that makes it, how it looked."""

import re

from workshop.check.explain.catalogue import FOLDER, SEEN, CatalogueError, catalogue, make, read
from workshop.complete.lack import RECORD, Lack, below, fields, read_lesson, toml
from workshop.recordings import symptoms

FIELDS = {
    "title": "what a person sees, in their words",
    "seen": f"where they see it: {', '.join(SEEN)}",
    "at": "the checkpoint on which it is made, such as 2.4",
    "why": "what is really the matter, in one or two sentences",
    "fix": "what to do, a sentence",
    "change": "what makes it, as [[change]] with file, old and new",
}
MORE = ("apart", "known", "proven", "written", "shows", "also")
# What a change has beside its file.
KINDS = ({"old", "new"}, {"create"}, {"delete"}, {"rename"})
# A title that begins with an error's own words, as people read it: up to a remark of ours.
WORDS = re.compile(r"^(?:[A-Z]\w+(?:Error|Exception|Operation|Reverse|DoesNotExist)): ([^;]+)")
REMARK = re.compile(r", (?:in|although) ")


def lacking(name):
    """Return what the mistake in ``mistakes/NAME.toml`` lacks, a list of ``Lack``."""
    file = FOLDER / f"{name}.toml"
    data, unread = toml(file)
    found = unread or [*fields(file, data, FIELDS, MORE), *_words(file, data)]
    if found:
        return found
    mistake = read(file)
    found = [*_made(file, mistake), *_known(file, mistake)]
    return found or list(_recorded(file, mistake))


def _words(file, data):
    if data.get("seen") and data["seen"] not in SEEN:
        yield Lack(below(file), f"seen is {data['seen']}, not one of {', '.join(SEEN)}.")
    for change in data.get("change", []):
        if "file" not in change or change.keys() - {"file"} not in KINDS:
            keys = ", ".join(change)
            what = "A change has file, and old and new, or create, or delete, or rename"
            yield Lack(below(file), f"{what}. This one has {keys}.")


def _made(file, mistake):
    lesson, unread = read_lesson(below(file))
    yield from unread
    names = [point.name for point in [*lesson.checkpoints, *lesson.built()]]
    if unread:
        return
    if mistake.at not in names:
        what = f"There is no checkpoint {mistake.at}. There are {', '.join(names)}."
        yield Lack(below(file), what)
        return
    tree = lesson.checkpoint(mistake.at).tree
    try:
        if make(mistake, tree) == tree:
            yield Lack(below(file), "The change changes nothing.")
    except CatalogueError as error:
        text = str(error).removeprefix(f"{mistake.id}: ")
        what = f"The change cannot be made at checkpoint {mistake.at}: {text}. See the files with"
        yield Lack(below(file), what, f"python -m workshop goto {mistake.at} fresh-{mistake.at}")
    except KeyError as path:
        what = f"The change cannot be made: checkpoint {mistake.at} has no file {path}."
        yield Lack(below(file), what)


def _known(file, mistake):
    try:
        others = catalogue().values()
    except CatalogueError as error:
        yield Lack(below(FOLDER), f"Another entry cannot be read: {error}")
        return
    for other in others:
        for name in set(other.known) & set(mistake.known):
            if other.id != mistake.id:
                yield Lack(below(file), f"{other.id}.toml is known as {name} already.")


def _recorded(file, mistake):
    seen = symptoms.recorded().get(mistake.id)
    if seen is None:
        what = f"{mistake.id} has no recording: what it looks like when it is made for real."
        yield Lack(below(symptoms.FILE), what, f"{RECORD} --mistake {mistake.id}")
        return
    errors = [line for line in seen["lines"] if not line.startswith("Not Found")]
    shown = seen["error"] or "; ".join(seen["lines"])
    if mistake.seen == "silence" and (seen["error"] or errors):
        yield Lack(below(file), f"seen is silence, but the terminal shows: {shown}.")
    if mistake.seen == "terminal" and not shown:
        yield Lack(below(file), "seen is terminal, but nothing stands there.")
    words = WORDS.match(mistake.title)
    all_of_it = "\n".join([seen["happened"], seen["error"], *seen["lines"]])
    if words and REMARK.split(words[1])[0].rstrip(".") not in all_of_it:
        yield Lack(below(file), f"The title quotes an error that did not show: {words[1]}")
