"""Cures for names that are nearly right: in an import, a parameter, a message."""

import ast
import re
from difflib import get_close_matches

from workshop.check.cures.cure import Cure, replace, spliced
from workshop.check.facts.ground import keys_sent
from workshop.check.facts.tracebacks import own_frames

UNKNOWN = re.compile(
    r"cannot import name '(\w+)'|has no attribute '(\w+)'|name '(\w+)' is not defined|"
    r"No module named '[\w.]*?(\w+)'"
)
PARAMETERS = re.compile(r"(?:\w+\.)?(\w+)\(\) takes 1 positional argument but 2 were given")
MISSING_KEY = re.compile(r"^KeyError: '(\w+)'$", re.MULTILINE)
SLIP = 0.75


def name_misspelled(case):
    """A name is not known, and one that the project has is nearly the same."""
    known = {path.split("/")[-1].removesuffix(".py") for path in case.tree if path.endswith(".py")}
    known |= {path.split("/")[0] for path in case.tree}
    for _, _, body in case.python():
        for node in ast.walk(body):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                known.add(node.name)
            elif isinstance(node, ast.Assign):
                known |= {getattr(target, "id", "") for target in node.targets}
    for unknown in dict.fromkeys(
        filter(None, (n for f in UNKNOWN.findall(case.output) for n in f))
    ):
        near = get_close_matches(unknown, known - {unknown}, 1, SLIP)
        pattern = re.compile(rf"\b{re.escape(unknown)}\b")
        for path, line in dict.fromkeys(own_frames(case.output)):
            lines = case.tree.get(path, "").splitlines(keepends=True)
            if near and line <= len(lines) and pattern.search(lines[line - 1]):
                new = pattern.sub(near[0], lines[line - 1])
                yield Cure(
                    "name-misspelled",
                    (replace(path, case.tree[path], line, line, new, unknown),),
                    f"There is no {unknown}; this project has {near[0]}.",
                )
                break


def parameter_missing(case):
    """A method takes nothing, and Channels gives it something."""
    for name in dict.fromkeys(PARAMETERS.findall(case.output)):
        for path, text, body in case.python():
            for node in ast.walk(body):
                if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    continue
                if node.name != name or len(node.args.args) != 1:
                    continue
                given = "code" if name == "disconnect" else "event"
                line = text.splitlines(keepends=True)[node.lineno - 1]
                new = line.replace("(self)", f"(self, {given})")
                yield Cure(
                    "disconnect-without-code" if given == "code" else "handler-without-event",
                    (replace(path, text, node.lineno, node.lineno, new, name),),
                    f"Channels calls {name}() with one argument, the {given}.",
                )


def key_differs(case):
    """A message is read by a key that the page does not send."""
    sent = keys_sent(case.tree)
    for key in MISSING_KEY.findall(case.output):
        if key in sent or not sent:
            continue
        for path, line in dict.fromkeys(own_frames(case.output)):
            text, body = case.file(path)
            for node in ast.walk(body) if body else ():
                if isinstance(node, ast.Constant) and node.value == key and node.lineno == line:
                    right = (get_close_matches(key, sent, 1, 0) or sorted(sent))[0]
                    yield Cure(
                        "message-key-differs",
                        (spliced(path, text, node, repr(right)),),
                        f"The page sends messages with {' and '.join(sorted(sent))}, and this line "
                        f"reads {key}.",
                    )


CURES = (name_misspelled, parameter_missing, key_differs)
