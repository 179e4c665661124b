"""What a cure is, and small ways to find and to change lines of Python."""

import ast
from dataclasses import dataclass

from workshop.check.compare.edits import INSERT, REPLACE, Edit
from workshop.check.compare.shape import parse


@dataclass(frozen=True)
class Cure:
    """Edits that put one thing right, and its sentence; ``id`` is the catalogue's, if it is there.

    ``commands`` are shown in the place of the edits where a command makes them.
    """

    id: str
    edits: tuple
    why: str
    commands: tuple = ()


@dataclass(frozen=True)
class Case:
    """What cures are found in: path to text, the package's name, its ``Inventory``.

    ``claim`` is what failed, ``output`` what the server of the trial printed, ``happened`` what was
    seen instead.
    """

    tree: dict
    name: str
    inventory: object
    claim: str
    output: str
    happened: str = ""

    def python(self):
        """Yield path, text and syntax tree of each Python file that can be read."""
        for path, text in self.tree.items():
            if path.endswith(".py"):
                try:
                    yield path, text, parse(text)
                except (SyntaxError, ValueError):
                    continue

    def file(self, path):
        """Return text and syntax tree of one file, or (None, None)."""
        found = ((text, body) for other, text, body in self.python() if other == path)
        return next(found, (None, None))

    def assigned(self, name):
        """Return path, text and statement of the last ``name = ...`` at the top of a file."""
        found = (None, None, None)
        for path, text, body in self.python():
            for node in body.body:
                if isinstance(node, ast.Assign) and any(
                    isinstance(target, ast.Name) and target.id == name for target in node.targets
                ):
                    found = path, text, node
        return found

    def application_file(self):
        """Return the path of the file that ASGI_APPLICATION names, else that of asgi.py."""
        _, _, node = self.assigned("ASGI_APPLICATION")
        value = getattr(getattr(node, "value", None), "value", None)
        if isinstance(value, str) and "." in value:
            path = f"{value.rpartition('.')[0].replace('.', '/')}.py"
            if path in self.tree:
                return path
        return f"{self.name}/asgi.py"


def last_name(node):
    """Return the last word of a name: ``as_asgi`` of ``consumers.Chat.as_asgi``, or ""."""
    return getattr(node, "attr", getattr(node, "id", ""))


def called(node):
    """Return the last word of what a node calls, or ""."""
    return last_name(node.func) if isinstance(node, ast.Call) else ""


def insert(path, line, text, unit=""):
    """Return the edit that adds lines before a line."""
    return Edit(path, INSERT, unit, line, line, text, "", text)


def replace(path, whole, first, last, new, unit=""):
    """Return the edit that replaces the lines ``first`` to ``last``, both included."""
    wrote = "".join(whole.splitlines(keepends=True)[first - 1 : last])
    return Edit(path, REPLACE, unit, first, last + 1, new, wrote, new)


def spliced(path, whole, node, new, unit=""):
    """Return the edit that puts ``new`` in the place of one expression."""
    lines = whole.splitlines(keepends=True)
    before = lines[node.lineno - 1].encode()[: node.col_offset].decode()
    after = lines[node.end_lineno - 1].encode()[node.end_col_offset :].decode()
    return replace(path, whole, node.lineno, node.end_lineno, f"{before}{new}{after}", unit)


def words(path, whole, old, new, unit=""):
    """Return an edit for each line in which a pattern is replaced."""
    for number, line in enumerate(whole.splitlines(keepends=True), 1):
        changed = old.sub(new, line)
        if changed != line:
            yield replace(path, whole, number, number, changed, unit)


def import_line(whole, body):
    """Return the line before which one more import can stand: after the first run of imports."""
    last = 0
    for node in body.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            last = node.end_lineno
        elif last:
            break
    return last + 1 if last else 1
