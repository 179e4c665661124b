"""A learner's Python file beside the lesson's: the places that differ, as edits to try."""

import ast
import textwrap
from difflib import SequenceMatcher

from workshop.check.compare.edits import INSERT, REPLACE, Edit
from workshop.check.compare.imports import IMPORTS, after_imports, compare_imports, moved_imports
from workshop.check.compare.shape import (
    differing,
    first_line,
    head,
    indent_of,
    items,
    key,
    parse,
    same,
    source,
    without_body,
)

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
BLOCKS = (ast.If, ast.Try, ast.With)
ALIKE = 0.6
# Everybody's is another one.
SECRET = ("assign", "SECRET_KEY")


def likeness(one, other):
    """Return how alike two texts are, from 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


class Comparison:
    """Collects the edits of one file. ``mine`` and ``lesson`` are texts that parse."""

    def __init__(self, path, mine, lesson):
        self.path = path
        self.mine = mine
        self.lesson = lesson
        self.edits = []

    def run(self):
        """Return the edits, the top of the file first."""
        mine, lesson = parse(self.mine).body, parse(self.lesson).body
        self.edits += compare_imports(self.path, self.mine, mine, lesson)
        self.edits += moved_imports(self.path, self.mine, mine, lesson)
        ours = [node for node in mine if not isinstance(node, IMPORTS)]
        theirs = [node for node in lesson if not isinstance(node, IMPORTS)]
        self._members(ours, theirs, "", after_imports(mine), "")
        return sorted(self.edits, key=lambda edit: edit.first)

    def _add(self, kind, unit, first, last, text="", wrote="", lesson="", where=None):
        edit = Edit(self.path, kind, unit, first, last, text, wrote, lesson or text, where)
        self.edits.append(edit)

    # Statements that have names: modules' and classes' own.

    def _members(self, mine, lesson, unit, start, indent):
        pairs, spare = _paired(mine, lesson)
        place = start
        for node in lesson:
            twin = pairs.get(id(node))
            if twin is None:
                name = _unit(unit, node)
                text = textwrap.indent(source(self.lesson, node), indent)
                self._add(INSERT, name, place, place, "\n" + text, "", text)
                continue
            self._statement(twin, node, unit, indent)
            place = twin.end_lineno + 1
        for node in spare:
            wrote = textwrap.indent(source(self.mine, node), indent)
            first, last = first_line(node), node.end_lineno + 1
            self._add(REPLACE, _unit(unit, node), first, last, "", wrote)

    def _statement(self, mine, lesson, unit, indent):
        if same(mine, lesson) or (key(mine) == key(lesson) == SECRET):
            return
        name = _unit(unit, lesson)
        if isinstance(mine, ast.ClassDef) and isinstance(lesson, ast.ClassDef):
            self._header(mine, lesson, name, indent)
            inner = indent + indent_of(self.mine, mine)
            self._members(mine.body, lesson.body, name, _body_line(mine), inner)
        elif _both_functions(mine, lesson):
            self._header(mine, lesson, name, indent)
            self._block(mine.body, lesson.body, name, indent + indent_of(self.mine, mine))
        elif isinstance(mine, BLOCKS) and type(mine) is type(lesson):
            before = len(self.edits)
            self._block(mine.body, lesson.body, name, indent + indent_of(self.mine, mine))
            alone = ast.dump(without_body(mine)) == ast.dump(without_body(lesson))
            if not alone or len(self.edits) == before:
                self._whole(mine, lesson, name, indent)
        elif items(mine) and items(lesson) and key(mine) == key(lesson):
            self._elements(mine, lesson, name)
        else:
            self._whole(mine, lesson, name, indent)

    def _whole(self, mine, lesson, unit, indent):
        text = textwrap.indent(source(self.lesson, lesson), indent)
        where = getattr(differing(mine, lesson), "lineno", None)
        first, last = first_line(mine), mine.end_lineno + 1
        wrote = textwrap.indent(source(self.mine, mine), indent)
        self._add(REPLACE, unit, first, last, text, wrote, text, where)

    def _header(self, mine, lesson, unit, indent):
        """Compare what stands above the body: decorators, name, bases or parameters."""
        if ast.dump(without_body(mine)) == ast.dump(without_body(lesson)):
            return
        text = textwrap.indent(head(self.lesson, lesson), indent)
        wrote = textwrap.indent(head(self.mine, mine), indent)
        first = first_line(mine)
        self._add(REPLACE, unit, first, _body_line(mine), text, wrote, text, mine.lineno)

    def _block(self, mine, lesson, unit, indent):
        """Compare statements whose order matters."""
        ours, theirs = [ast.dump(node) for node in mine], [ast.dump(node) for node in lesson]
        matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            if tag == "equal":
                continue
            if i2 - i1 == j2 - j1:
                for node, wanted in zip(mine[i1:i2], lesson[j1:j2], strict=True):
                    self._statement(node, wanted, unit, indent)
                continue
            first = first_line(mine[i1]) if i1 < len(mine) else mine[-1].end_lineno + 1
            last = mine[i2 - 1].end_lineno + 1 if i2 > i1 else first
            text = "".join(source(self.lesson, node) for node in lesson[j1:j2])
            wrote = "".join(source(self.mine, node) for node in mine[i1:i2])
            kind = REPLACE if i2 > i1 else INSERT
            text, wrote = (textwrap.indent(lines, indent) for lines in (text, wrote))
            self._add(kind, unit, first, last, text, wrote)

    def _elements(self, mine, lesson, unit):
        """Compare a list written item by item, such as INSTALLED_APPS or urlpatterns."""
        ours, theirs = items(mine).elts, items(lesson).elts
        known = [ast.dump(node) for node in ours]
        wanted = [ast.dump(node) for node in theirs]
        spare = [node for node in ours if ast.dump(node) not in wanted]
        previous = None
        for place, node in enumerate(theirs):
            text = ast.get_source_segment(self.lesson, node)
            at = previous.end_lineno + 1 if previous else _first_item_line(mine, ours)
            indent = " " * (ours[0].col_offset if ours else 4)
            if wanted[place] in known:
                previous = ours[known.index(wanted[place])]
                if place == 0 and known.index(wanted[place]) > 0:
                    self._move_first(previous, unit, text, indent, ours)
                continue
            twin = _closest(self.mine, spare, text)
            if twin is not None:
                spare.remove(twin)
                wrote = ast.get_source_segment(self.mine, twin)
                line = _spliced(self.mine, twin, text)
                first, last = twin.lineno, twin.end_lineno + 1
                self._add(REPLACE, unit, first, last, line, wrote, text)
                previous = twin
            elif _one_line(mine):
                self._whole(mine, lesson, unit, "")
                return
            else:
                self._add(INSERT, unit, at, at, f"{indent}{text},\n", "", f"{text},")
        for node in spare:
            wrote = ast.get_source_segment(self.mine, node)
            if not _one_line(mine) and node.lineno != mine.lineno:
                self._add(REPLACE, unit, node.lineno, node.end_lineno + 1, "", wrote)

    def _move_first(self, node, unit, text, indent, ours):
        before = "".join(self.mine.splitlines(keepends=True)[ours[0].lineno - 1 : node.lineno - 1])
        moved = f"{indent}{text},\n{before}"
        self._add(
            REPLACE, unit, ours[0].lineno, node.end_lineno + 1, moved, text, text, node.lineno
        )


def _body_line(node):
    return first_line(node.body[0]) if node.body else node.end_lineno + 1


def _name(node):
    return key(node)[1] if key(node)[0] in ("class", "def", "assign") else ""


def _unit(unit, node):
    name = _name(node) or ast.unparse(node).splitlines()[0][:60]
    return f"{unit}.{name}" if unit else name


def _paired(mine, lesson):
    """Return the learner's statement for each of the lesson's (by ``id``), and what is left."""
    pairs, spare = {}, list(mine)
    for exact in (True, False):
        for node in lesson:
            if id(node) in pairs:
                continue
            twin = _twin(node, spare, exact)
            if twin is not None:
                pairs[id(node)] = twin
                spare.remove(twin)
    return pairs, spare


def _twin(node, spare, exact):
    if exact:
        # The last definition of a name is the one that Python keeps.
        return next((other for other in reversed(spare) if key(other) == key(node)), None)
    alike = [other for other in spare if type(other) is type(node) or _both_functions(other, node)]
    ratios = [(likeness(ast.dump(other), ast.dump(node)), n) for n, other in enumerate(alike)]
    names = [likeness(_name(other), _name(node)) for other in alike]
    best = max(ratios, default=(0, 0))
    if not ratios:
        return None
    named = max(names) >= ALIKE and alike[names.index(max(names))]
    return named or (alike[best[1]] if best[0] >= ALIKE else None)


def _both_functions(one, other):
    return isinstance(one, FUNCTIONS) and isinstance(other, FUNCTIONS)


def _closest(text, nodes, wanted):
    ratios = [
        (likeness(ast.get_source_segment(text, node), wanted), n) for n, node in enumerate(nodes)
    ]
    best = max(ratios, default=(0, 0))
    return nodes[best[1]] if best[0] >= ALIKE else None


def _one_line(node):
    return node.lineno == node.end_lineno


def _first_item_line(statement, elements):
    return elements[0].lineno if elements else statement.lineno + 1


def _spliced(text, node, new):
    """Return the lines of an expression with the expression replaced by ``new``."""
    lines = text.splitlines(keepends=True)
    first, last = lines[node.lineno - 1].encode(), lines[node.end_lineno - 1].encode()
    return (first[: node.col_offset] + new.encode() + last[node.end_col_offset :]).decode()
