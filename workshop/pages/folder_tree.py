"""The folder ``learning`` as it is at a point of the lesson, drawn as a tree."""

from workshop.lesson.chapters import LessonError

PROJECT = "learning"
NEW = "  ← new"


def picture(before, after, folder=PROJECT):
    """Return the files of the tree ``after`` as lines of text; ``before`` is an earlier one.

    Both map paths to texts. What ``before`` has not is marked as new, a folder as a whole where all
    of it is. The picture shows the one folder at the top that holds all that came or went, or
    everything.
    """
    changed = {path.partition("/")[0] for path in before.keys() ^ after.keys() if "/" in path}
    paths = {path: path for path in after}
    if len(changed) == 1 and before:
        (folder,) = changed
        beginning = f"{folder}/"
        paths = {path.removeprefix(beginning): path for path in after if path.startswith(beginning)}
    nested = {}
    for short, path in paths.items():
        *folders, name = short.split("/")
        place = nested
        for one in folders:
            place = place.setdefault(one, {})
        # A tree that begins has nothing to mark.
        place[name] = bool(before) and path not in before
    return "".join(f"{line}\n" for line in [_named(f"{folder}/", nested), *_lines(nested)])


def _is_new(entry):
    return entry if isinstance(entry, bool) else all(map(_is_new, entry.values()))


def _named(name, entry):
    return name + NEW if _is_new(entry) else name


def _lines(nested):
    if _is_new(nested):
        # Its folder says so.
        nested = _unmarked(nested)
    # Folders stand before files, as in an editor.
    entries = sorted(nested.items(), key=lambda entry: (isinstance(entry[1], bool), entry[0]))
    for number, (name, entry) in enumerate(entries, start=1):
        last = number == len(entries)
        branch, below = ("└── ", "    ") if last else ("├── ", "│   ")
        if isinstance(entry, bool):
            yield branch + _named(name, entry)
        else:
            yield branch + _named(f"{name}/", entry)
            yield from (below + line for line in _lines(entry))


def _unmarked(entry):
    if isinstance(entry, bool):
        return False
    return {name: _unmarked(inside) for name, inside in entry.items()}


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
