"""The folder ``learning`` as it is at a point of the lesson, drawn as a tree."""

from workshop.lesson.chapters import LessonError

PROJECT = "learning"
NEW = "  ← new"


def picture(before, after, folder=PROJECT):
    """Return the files of the tree ``after`` as lines of text; ``before`` is an earlier one.

    Both map paths to texts. What ``before`` has not is marked as new. Of ``after``, the picture
    shows the one folder at the top that holds all that came or went, or everything.
    """
    changed = {path.partition("/")[0] for path in before.keys() ^ after.keys() if "/" in path}
    paths = sorted(after)
    if len(changed) == 1 and before:
        (folder,) = changed
        paths = [path for path in paths if path.startswith(f"{folder}/")]
        files = {path.partition("/")[2]: path for path in paths}
    else:
        files = {path: path for path in paths}
    nested = {}
    for short, path in files.items():
        *folders, name = short.split("/")
        place = nested
        for one in folders:
            place = place.setdefault(one, {})
        # A tree that begins is new as a whole: nothing has to be marked.
        place[name] = NEW if before and path not in before else ""
    return "\n".join([f"{folder}/", *_lines(nested)]) + "\n"


def _lines(nested):
    # Folders stand before files, as in an editor.
    entries = sorted(nested.items(), key=lambda entry: (isinstance(entry[1], str), entry[0]))
    for number, (name, inside) in enumerate(entries, start=1):
        last = number == len(entries)
        branch, below = ("└── ", "    ") if last else ("├── ", "│   ")
        if isinstance(inside, str):
            yield f"{branch}{name}{inside}"
        else:
            yield f"{branch}{name}/"
            yield from (below + line for line in _lines(inside))


def block(lesson, name):
    """Return the text for a block ``tree``: ``name`` is the block that has changed the folder.

    With two names, everything is new that came after the first. Raises ``LessonError``.
    """
    first, _, last = name.rpartition(" ")
    states = list(lesson.trees)
    for one in filter(None, (first, last)):
        if one not in states:
            raise LessonError(f"tree: no block {one} writes or changes a file")
    position = states.index(last)
    earlier = first or (states[position - 1] if position else None)
    return picture(lesson.trees[earlier] if earlier else {}, lesson.trees[last])
