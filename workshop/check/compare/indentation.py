"""Methods that stand at the wrong depth: inside of another one, or beside their class."""

import ast
import textwrap

from workshop.check.compare.edits import INSERT, REPLACE, Edit
from workshop.check.compare.shape import first_line, parse, source

FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def at_their_depth(path, text, edits):
    """Return edits in which a method that is "missing" and stands elsewhere is indented instead.

    ``edits`` are those of one Python file whose source is ``text``.
    """
    made = list(edits)
    for missing in edits:
        owner, _, name = missing.unit.rpartition(".")
        if missing.kind != INSERT or not owner or "." in owner:
            continue
        found = _elsewhere(parse(text).body, owner, name)
        if found is None:
            continue
        node, indent = found
        lines = textwrap.indent(source(text, node), indent)
        first, last = first_line(node), node.end_lineno + 1
        wrote = text.splitlines(keepends=True)[node.lineno - 1]
        wanted = indent + wrote.lstrip()
        edit = Edit(path, REPLACE, missing.unit, first, last, "\n" + lines, wrote, wanted)
        made = [one for one in made if one is not missing and not _same_place(one, edit)]
        made.append(edit)
    return sorted(made, key=lambda edit: edit.first)


def _same_place(one, edit):
    return one.kind == REPLACE and edit.first <= one.first and one.last <= edit.last


def _elsewhere(body, owner, name):
    """Return the function of that name that can be a method of ``owner`` where it stands, or None.

    With it comes the indentation that it has to have.
    """
    for place, node in enumerate(body):
        if not isinstance(node, ast.ClassDef) or node.name != owner or not node.body:
            continue
        indent = " " * node.body[0].col_offset
        # Inside of the method that ends the class, as the last thing in it.
        last = node.body[-1]
        if isinstance(last, FUNCTIONS) and last.body:
            inner = last.body[-1]
            if isinstance(inner, FUNCTIONS) and inner.name == name:
                return inner, indent
        # Right below the class.
        below = body[place + 1] if place + 1 < len(body) else None
        if isinstance(below, FUNCTIONS) and below.name == name:
            return below, indent
    return None
