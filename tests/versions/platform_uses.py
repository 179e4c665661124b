"""Where the workshop's code asks which system it runs on, found in the syntax trees."""

import ast
from dataclasses import dataclass

from workshop.base.steps import ROOT

ATTRIBUTES = {("sys", "platform"), ("os", "name"), ("platform", "system")}
# Of workshop.base.processes: sys.platform == "win32".
NAMES = {"WINDOWS"}


@dataclass(frozen=True, order=True)
class Use:
    """A place: the file below the root, and the function around it ("" at the top)."""

    file: str
    function: str


def uses(text):
    """Return the names of the functions in which a file's text asks for the system, a set."""
    found = set()

    def visit(node, function):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            # A default is worked out where the function is defined, but speaks for it.
            function = node.name
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if (node.value.id, node.attr) in ATTRIBUTES:
                found.add(function)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in NAMES:
            found.add(function)
        for child in ast.iter_child_nodes(node):
            visit(child, function)

    visit(ast.parse(text), "")
    return found


def everywhere():
    """Return every ``Use`` in ``workshop/``, a set."""
    return {
        Use(path.relative_to(ROOT).as_posix(), function)
        for path in sorted((ROOT / "workshop").rglob("*.py"))
        for function in uses(path.read_text(encoding="utf-8"))
    }
