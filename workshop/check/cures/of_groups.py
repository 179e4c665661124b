"""Cures for the name of a group: one that Channels refuses, and one that nobody has joined."""

import ast
import re

from workshop.check.cures.cure import Cure, called, last_name, replace, spliced
from workshop.check.cures.of_consumers import LAYER

REFUSED = "Group name must be a valid unicode string"
# What a name may be made of: channels.layers.BaseChannelLayer.group_name_regex.
ALLOWED = re.compile(r"[A-Za-z0-9._-]*")
SIGN = re.compile(r"[^A-Za-z0-9._{}-]")
# Parts of an address and of a person that have signs of their own, and what names the same.
PERSON = re.compile(r"\.(email|username)\}")
PATH = re.compile(r"""\{self\.scope\[(['"])path\1\]\}""")
# What ``workshop.check.ask.inside_layer`` tells of two names.
NAMED = re.compile(r"'([^']+)', while somebody is in '([^']+)'")
HOLE = re.compile(r"(\{[^}]*\})")
RULE = (
    "The name of a group has ASCII letters, digits, hyphens, underscores and dots in it, fewer "
    "than 100 of them. "
)


def group_name(case):
    """A name is made with a sign that is not allowed, or of something that has such signs."""
    if REFUSED not in case.output:
        return
    for path, text, body in case.python():
        for node in _names(body):
            if node.lineno != node.end_lineno:
                continue
            lines = text.splitlines(keepends=True)
            written = ast.get_source_segment(text, node)
            for new, why in _better(node, written, case.inventory.routes):
                line = lines[node.lineno - 1].replace(written, new)
                yield Cure(
                    "group-name-with-space",
                    (replace(path, text, node.lineno, node.lineno, line, "group name"),),
                    RULE + why,
                )


def _names(body):
    """Yield what is given to the layer, to a name with group in it, or back by such a function."""
    for node in ast.walk(body):
        values = []
        if called(node) in LAYER:
            values = node.args[:1]
        elif isinstance(node, ast.Assign) and "group" in last_name(node.targets[0]).lower():
            values = [node.value]
        elif isinstance(node, ast.FunctionDef) and "group" in node.name.lower():
            values = [one.value for one in ast.walk(node) if isinstance(one, ast.Return)]
        for value in values:
            if isinstance(value, ast.JoinedStr) or isinstance(getattr(value, "value", None), str):
                yield value


def _better(node, written, routes):
    """Yield other texts for a name, each with its reason."""
    if PERSON.search(written):
        yield (
            PERSON.sub(".pk}", written),
            "An address of e-mail has an @ in it, and names may have other signs: pk is a number.",
        )
    named = [name for route in routes for name in route["names"]]
    if PATH.search(written) and named:
        other = '"' if written.lstrip("fF").startswith("'") else "'"
        part = f"{{self.scope[{other}url_route{other}][{other}kwargs{other}]"
        yield (
            PATH.sub(f"{part}[{other}{named[0]}{other}]}}", written),
            f"The path has slashes in it. Its part {named[0]} alone has none.",
        )
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    fixed = "".join(one.value for one in parts if isinstance(one, ast.Constant))
    if not ALLOWED.fullmatch(fixed):
        signs = " and ".join(dict.fromkeys(repr(sign) for sign in SIGN.findall(fixed)))
        for sign in set(SIGN.findall(fixed)):
            written = written.replace(sign, "_")
        yield written, f"This one has {signs} in it."


def another_name(case):
    """An event goes to a name that differs in a sign from the one that was joined."""
    if case.claim != "reaches":
        return
    for sent, joined in NAMED.findall(case.happened):
        if len(sent) != len(joined):
            continue
        other = {one: two for one, two in zip(sent, joined, strict=True) if one != two}
        for path, text, body in case.python():
            for node in _names(body):
                written = ast.get_source_segment(text, node)
                parts = HOLE.split(written)
                # Every second part is a hole, whose names stay as they are.
                parts[::2] = ["".join(other.get(sign, sign) for sign in one) for one in parts[::2]]
                new = "".join(parts)
                if new != written:
                    yield Cure(
                        "group-names-differ",
                        (spliced(path, text, node, new, "group name"),),
                        f"The event is sent to {sent!r}, and the group that was joined is "
                        f"{joined!r}. To the channel layer these are two groups.",
                    )


CURES = (group_name, another_name)
