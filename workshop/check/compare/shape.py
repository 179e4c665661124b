"""The structure of Python code, without what does not matter: format, comments, type hints."""

import ast
import textwrap
from threading import Lock

# Before Python 3.11.8 and 3.12.2, two threads that parse at the same time may get a SystemError:
# https://github.com/python/cpython/issues/106905
_ONE_AT_A_TIME = Lock()


class _Plain(ast.NodeTransformer):
    """Takes out docstrings and type hints."""

    def _without_docstring(self, node):
        self.generic_visit(node)
        first = node.body[0] if node.body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            node.body = node.body[1:]
        return node

    visit_Module = visit_ClassDef = _without_docstring

    def visit_FunctionDef(self, node):
        node.returns = None
        return self._without_docstring(node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_arg(self, node):
        node.annotation = None
        return node

    def visit_AnnAssign(self, node):
        self.generic_visit(node)
        if node.value is None:
            return None
        plain = ast.Assign(targets=[node.target], value=node.value)
        return ast.fix_missing_locations(ast.copy_location(plain, node))


def parse(text):
    """Return the module without docstrings and type hints; raises ``SyntaxError``."""
    try:
        with _ONE_AT_A_TIME:
            tree = ast.parse(text)
        return _Plain().visit(tree)
    except (MemoryError, RecursionError):
        raise SyntaxError("nested too deeply") from None


def same(one, other):
    """Return whether two nodes are the same code."""
    return type(one) is type(other) and ast.dump(one) == ast.dump(other)


def first_line(node):
    """Return a statement's first line, its decorators included."""
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def source(text, node):
    """Return the lines of a statement, unindented."""
    lines = text.splitlines(keepends=True)[first_line(node) - 1 : node.end_lineno]
    return textwrap.dedent("".join(lines)).rstrip("\n") + "\n"


def key(node):
    """Return what a statement is known by among its neighbours: its kind and its name."""
    if isinstance(node, ast.ClassDef):
        return "class", node.name
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return "def", node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return "assign", node.targets[0].id
    if isinstance(node, ast.If):
        return "if", ast.dump(node.test)
    return "code", ast.dump(node)


def differing(one, other):
    """Return the first node within ``one`` that has no equal at its place in ``other``."""
    if type(one) is not type(other):
        return one
    for name, value in ast.iter_fields(one):
        theirs = getattr(other, name, None)
        pairs = zip(value, theirs, strict=False) if isinstance(value, list) else [(value, theirs)]
        for mine, its in pairs:
            if isinstance(mine, ast.AST) and isinstance(its, ast.AST) and not same(mine, its):
                return differing(mine, its)
    return one


def without_body(node):
    """Return a copy of a class, function, ``if``, ``try`` or ``with`` with nothing inside."""
    fields = {name: value for name, value in ast.iter_fields(node)}
    return type(node)(**{**fields, "body": []})


def head(text, node):
    """Return the lines of a class or function above its body, unindented."""
    last = node.body[0].lineno if node.body else node.end_lineno + 1
    lines = text.splitlines(keepends=True)[first_line(node) - 1 : max(last - 1, node.lineno)]
    return textwrap.dedent("".join(lines)).rstrip() + "\n"


def indent_of(text, node):
    """Return the indentation of a body relative to its statement, as spaces."""
    if not node.body:
        return "    "
    return " " * max(node.body[0].col_offset - node.col_offset, 1)


def items(node):
    """Return the list that a statement assigns, or None: ``INSTALLED_APPS = [...]``."""
    value = node.value if isinstance(node, ast.Assign) else None
    return value if isinstance(value, ast.List | ast.Tuple) else None
