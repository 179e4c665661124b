"""What an upgrade changes from one step to the next, and which change of the lesson explains it."""

from dataclasses import dataclass

from workshop.lesson.text_differences import changed_places


@dataclass(frozen=True)
class Upgraded:
    """One file of an upgrade: its text before and after (None: no file), what explains it.

    ``explained`` has one tuple of changes for each changed place of the file, in their order;
    a file that is new, empty or deleted has one place.
    """

    path: str
    before: str | None
    after: str | None
    explained: tuple


class _History:
    """Where each line of a file came from, and who removed the lines it had at the start."""

    def __init__(self, text):
        self.lines = [(None, number) for number in range(len((text or "").splitlines()))]
        self.removers = {}

    def follow(self, change):
        shift = 0
        for i1, i2, j1, j2 in change.places():
            for _, number in self.lines[i1 + shift : i2 + shift]:
                if number is not None:
                    self.removers[number] = change
            self.lines[i1 + shift : i2 + shift] = [(change, None)] * (j2 - j1)
            shift += (j2 - j1) - (i2 - i1)

    def explained(self, place):
        i1, i2, j1, j2 = place
        found = [self.removers[number] for number in range(i1, i2) if number in self.removers]
        found += [change for change, _ in self.lines[j1:j2] if change]
        numbered = {change.number: change for change in found}
        return tuple(numbered[number] for number in sorted(numbered))


def upgrade(lesson, step):
    """Return the ``Upgraded`` files from the step before to ``step`` (2 or 3).

    They stand in the order in which the chapters first change them.
    """
    changes = [change for change in lesson.changes if change.step == step]
    files = []
    for path in dict.fromkeys(change.path for change in changes):
        own = [change for change in changes if change.path == path]
        before, after = own[0].before, own[-1].after
        history = _History(before)
        for change in own:
            history.follow(change)
        places = changed_places(before, after)
        if before is None or after is None:
            explained = (tuple(own),)
        else:
            explained = tuple(history.explained(place) for place in places)
        files.append(Upgraded(path, before, after, explained))
    return files
