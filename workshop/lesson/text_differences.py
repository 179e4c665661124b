"""Differences between two texts, line by line: found, cut in part, or written by hand."""

from difflib import SequenceMatcher


def lines_of(text):
    """Return the lines of a text (or None) with their line ends."""
    return (text or "").splitlines(keepends=True)


def changed_places(before, after):
    """Return where two texts (or None) differ: line ranges ``(i1, i2, j1, j2)``."""
    matcher = SequenceMatcher(None, lines_of(before), lines_of(after), autojunk=False)
    return [place for tag, *place in matcher.get_opcodes() if tag != "equal"]


def _until(lines, text):
    """Return the lines before the first that starts with ``text``, without last blank lines."""
    stop = next((n for n, line in enumerate(lines) if line.startswith(text)), None)
    if stop is None:
        return lines
    while stop and not lines[stop - 1].strip():
        stop -= 1
    return lines[:stop]


def cut(before, after, at=None, until=None):
    """Return ``before`` with the chosen places of its difference to ``after`` applied.

    Where no place is chosen, nothing is left of what ``at`` names: ``before`` comes back.
    """
    old, new = lines_of(before), lines_of(after)
    result, position = [], 0
    for i1, i2, j1, j2 in changed_places(before, after):
        place = "".join(old[i1:i2] + new[j1:j2])
        if at and not any(text in place for text in at.split("|")):
            continue
        added = _until(new[j1:j2], until) if until else new[j1:j2]
        result += old[position:i1] + added
        position = i2
    return "".join(result + old[position:])


def author(before, body):
    """Return ``before`` (or None: a new file) with an authored difference applied.

    Raises ``ValueError`` when its ``-`` and unchanged lines do not stand there exactly once.
    """
    rows = [(line[:1], line[1:]) for line in body.splitlines(keepends=True)]
    if any(sign not in "+- \n" for sign, _ in rows):
        raise ValueError("a line starts with neither '+', '-' nor a space")
    rows = [(" ", "\n") if sign == "\n" else (sign, line) for sign, line in rows]
    old = [line for sign, line in rows if sign != "+"]
    new = [line for sign, line in rows if sign != "-"]
    if before is None and not old:
        return "".join(new)
    if not old:
        raise ValueError("the file is there: unchanged lines have to say where this belongs")
    lines = lines_of(before)
    starts = [n for n in range(len(lines)) if lines[n : n + len(old)] == old]
    if len(starts) != 1:
        raise ValueError(f"its lines stand {len(starts)} times in the file, not once")
    return "".join(lines[: starts[0]] + new + lines[starts[0] + len(old) :])
