"""A learner's whole project beside the lesson's: every place that differs, as an edit to try."""

import ast
import re
from difflib import SequenceMatcher

from workshop.check.compare.edits import CREATE, DELETE, INSERT, REPLACE, Edit
from workshop.check.compare.indentation import at_their_depth
from workshop.check.compare.python_file import Comparison, likeness
from workshop.check.compare.shape import parse

# A file or folder of these names beside manage.py hides the package or module of that name.
SHADOWS = re.compile(
    r"^(asgiref|asyncio|autobahn|channels|channels_redis|daphne|django|json|redis|twisted)(/|\.py$)"
)
# A Python file may say in one of its first two lines that it is not UTF-8.
CODING = re.compile(r"\A(.*\n)?[ \t\f]*#.*?coding[:=]")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
SAVED = "    (the file is saved as UTF-8)\n"
# So much of a file's text has to be the same to be called the same file in another place.
SAME_FILE = 0.7
# With so many places that differ, a file may be another one.
MANY = 3


def _words(line):
    return " ".join(line.split())


def compare_lines(path, mine, lesson, squeezed=_words):
    """Return edits for two texts that are no Python (or none that parses): places that differ.

    Blank lines do not count, nor what ``squeezed(line)`` leaves out: spaces between words.
    """
    ours, theirs = mine.splitlines(keepends=True), lesson.splitlines(keepends=True)
    kept = [[n for n, line in enumerate(lines) if line.strip()] for lines in (ours, theirs)]
    words = [
        [squeezed(lines[n]) for n in numbers]
        for lines, numbers in zip((ours, theirs), kept, strict=True)
    ]
    edits = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if i2 - i1 == j2 - j1:
            pieces = [
                (n, n + 1, m, m + 1) for n, m in zip(range(i1, i2), range(j1, j2), strict=True)
            ]
        else:
            pieces = [(i1, i2, j1, j2)]
        for a, b, c, d in pieces:
            first = kept[0][a] + 1 if a < len(kept[0]) else len(ours) + 1
            last = kept[0][b - 1] + 2 if b > a else first
            text = "".join(theirs[n] for n in kept[1][c:d])
            wrote = "".join(ours[n] for n in kept[0][a:b])
            kind = REPLACE if b > a else INSERT
            edits.append(Edit(path, kind, "", first, last, text, wrote, text))
    return edits


def compare_encoding(path, text):
    """Return the edit that saves a file as UTF-8, where its bytes are something else."""
    data = text.encode("utf-8", "surrogateescape")
    lines = text.splitlines(keepends=True)
    other = [n for n, line in enumerate(lines, 1) if not line.isascii() and readable(line) != line]
    if not other or CODING.search(text):
        return []
    if data[:2] in UTF_16:
        saved = data.decode("utf-16", "replace").replace("\r\n", "\n")
        wrote, wanted = "(the file is saved as UTF-16)\n", "(the file is saved as UTF-8)\n"
        return [Edit(path, REPLACE, "", 1, len(lines) + 1, saved, wrote, wanted)]
    first, last = other[0], other[-1] + 1
    bad = "".join(lines[first - 1 : last - 1])
    saved = bad.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    return [Edit(path, REPLACE, "", first, last, saved, bad, saved.rstrip("\n") + SAVED)]


def readable(text):
    """Return a text with a sign in the place of each byte that is no UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


# What stands for the lines of a file that is to be copied anew.
WHOLE = "(the file differs in many places)\n"


def compare_files(path, mine, lesson):
    """Return the edits that lead from a learner's file to the lesson's."""
    if not path.endswith(".py"):
        edits = compare_lines(path, mine, lesson)
        return edits + ([_whole(path, mine, lesson)] if len(edits) >= MANY else [])
    try:
        parse(mine)
    except (SyntaxError, ValueError):
        # The indentation may be what is wrong.
        return compare_lines(path, mine, lesson, squeezed=str.rstrip)
    return at_their_depth(path, mine, Comparison(path, mine, lesson).run())


def _whole(path, mine, lesson):
    """Return the edit that takes a given file anew: that of another step was copied."""
    lines = len(mine.splitlines())
    return Edit(path, REPLACE, path, 1, lines + 1, lesson, WHOLE, "(the whole file)\n")


def compare_trees(mine, lesson):
    """Return all edits that lead from the learner's tree to the lesson's: path to text."""
    edits = [
        Edit(path, DELETE, path, wrote=text)
        for path, text in mine.items()
        if SHADOWS.match(path) and path not in lesson
    ]
    for path, text in lesson.items():
        if path not in mine:
            misplaced = _misplaced(path, text, mine, lesson)
            edits.append(Edit(path, CREATE, path, text=text, wrote=misplaced, lesson=text))
        elif mine[path] != text:
            edits += compare_files(path, mine[path], text)
    for path, text in mine.items():
        if path.endswith(".py"):
            edits += compare_encoding(path, text)
    return edits


def _misplaced(path, text, mine, lesson):
    """Return the path under which the learner has a file that is missing, or ""."""
    ending = path.rpartition(".")[2]
    others = [other for other in mine if other not in lesson and other.endswith(f".{ending}")]
    ratios = [(likeness(mine[other], text), other) for other in others]
    best = max(ratios, default=(0, ""))
    return best[1] if best[0] >= SAME_FILE else ""


def own_names(mine, lesson):
    """Return the names that learners gave their own classes: the lesson's name to theirs.

    Only names that the project uses in two places at least: one alone may be a slip.
    """
    names = {}
    for path, text in lesson.items():
        if not path.endswith(".py") or path not in mine:
            continue
        try:
            theirs, ours = _classes(text), _classes(mine[path])
        except (SyntaxError, ValueError):
            continue
        left = [name for name in ours if name not in theirs]
        wanted = [name for name in theirs if name not in ours]
        if len(left) == len(wanted) == 1:
            uses = sum(len(re.findall(rf"\b{left[0]}\b", other)) for other in mine.values())
            if uses > 1:
                names[wanted[0]] = left[0]
    return names


def _classes(text):
    return [node.name for node in ast.walk(parse(text)) if isinstance(node, ast.ClassDef)]


def renamed(tree, names):
    """Return the tree with whole words replaced in its texts, as ``own_names`` gives them."""
    if not names:
        return tree
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, names))})\b")
    return {path: pattern.sub(lambda m: names[m[0]], text) for path, text in tree.items()}
