"""The imports of a learner's file beside the lesson's: each bound name stands for itself."""

import ast
from difflib import get_close_matches

from workshop.check.compare.edits import INSERT, REPLACE, Edit
from workshop.check.compare.shape import first_line, same, source

IMPORTS = (ast.Import, ast.ImportFrom)


def after_imports(body):
    """Return the line after the last import at the top of a file's statements."""
    last = 1
    for node in body:
        if not isinstance(node, IMPORTS):
            break
        last = node.end_lineno + 1
    return last


def _bound(body):
    """Return what the imports bind: name to (module, level, real name, statement)."""
    found = {}
    for node in body:
        if isinstance(node, IMPORTS):
            for alias in node.names:
                found[alias.asname or alias.name] = (*_origin(node), alias.name, node)
    return found


def _origin(node):
    return getattr(node, "module", None), getattr(node, "level", None)


def _line(name, module, level, real):
    renamed = f" as {name}" if name != real else ""
    if level is None:
        return f"import {real}{renamed}\n"
    return f"from {'.' * level}{module or ''} import {real}{renamed}\n"


def compare_imports(path, text, mine, lesson):
    """Return the edits for the imports of ``mine``, a file's statements, ``text`` its source."""
    edits = []
    ours, theirs = _bound(mine), _bound(lesson)
    spare = [name for name in ours if name not in theirs]
    for name, (module, level, real, node) in theirs.items():
        line = _line(name, module, level, real)
        if name in ours and ours[name][:3] == (module, level, real):
            continue
        old = name if name in ours else next(iter(get_close_matches(name, spare, 1, 0.6)), None)
        if old is None:
            at = _place(mine, lesson, node)
            edits.append(Edit(path, INSERT, f"import {name}", at, at, line, "", line))
            continue
        if old in spare:
            spare.remove(old)
        statement = ours[old][3]
        kept = [alias for alias in statement.names if (alias.asname or alias.name) != old]
        rest = [_line(a.asname or a.name, *_origin(statement), a.name) for a in kept]
        lines = statement.lineno, statement.end_lineno + 1
        new = "".join(rest) + line
        wrote = source(text, statement)
        edits.append(Edit(path, REPLACE, f"import {name}", *lines, new, wrote, line))
    for name in spare:
        statement = ours[name][3]
        lines = statement.lineno, statement.end_lineno + 1
        if len(statement.names) == 1:
            wrote = source(text, statement)
            edits.append(Edit(path, REPLACE, f"import {name}", *lines, "", wrote, ""))
    return edits


def _place(mine, lesson, wanted):
    """Return the line for a missing import: after what it follows in the lesson."""
    place = None
    for node in lesson[: lesson.index(wanted)]:
        twin = next((other for other in mine if same(other, node)), None)
        place = twin.end_lineno + 1 if twin else place
    return place or min((first_line(node) for node in mine), default=1)


def moved_imports(path, text, mine, lesson):
    """Return the edits for imports that stand above what they have to follow.

    Such as that of the routes in asgi.py: Django has to be ready before it.
    """
    edits = []
    for place, node in enumerate(lesson):
        before = [other for other in lesson[:place] if not isinstance(other, IMPORTS)]
        twin = next((other for other in mine if same(other, node)), None)
        if not isinstance(node, IMPORTS) or not before or twin is None:
            continue
        anchor = next((other for other in mine if _value(other) == _value(before[-1])), None)
        if anchor is None or twin.lineno > anchor.lineno:
            continue
        lines = text.splitlines(keepends=True)
        moved = "".join(lines[twin.lineno - 1 : twin.end_lineno])
        between = "".join(lines[twin.end_lineno : anchor.end_lineno])
        wanted = f"(below {ast.unparse(before[-1])})\n{moved}"
        first, last = twin.lineno, anchor.end_lineno + 1
        name = f"import {node.names[0].name}"
        edits.append(Edit(path, REPLACE, name, first, last, between + moved, moved, wanted))
    return edits


def _value(node):
    """Return what a statement computes, whatever the name that it is given."""
    return ast.dump(node.value) if isinstance(node, ast.Assign | ast.Expr) else ""
