"""Cures for consumers: hooks, handlers, and what has to be awaited."""

import ast
import re
from difflib import get_close_matches

from workshop.check.ask.inside import NEVER_RAN, sightings
from workshop.check.cures.cure import Cure, called, insert, last_name, replace, spliced

HOOKS = ("connect", "receive", "disconnect", "receive_json")
PARAMETERS = {"receive": "text_data=None, bytes_data=None", "disconnect": "code"}
LAYER = {"group_add", "group_discard", "group_send"}
SLIP = 0.75
NO_HANDLER = re.compile(r"No handler for message type (\S+)")
PLACE = re.compile(r"^(.+), line (\d+): (\S+)$")
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def consumers(case):
    """Yield path, text and class of each consumer of a ``Case``."""
    for path, text, body in case.python():
        for node in ast.walk(body):
            if isinstance(node, ast.ClassDef) and any(
                last_name(base).endswith("Consumer") for base in node.bases
            ):
                yield path, text, node


def methods(node):
    """Return the methods of a class."""
    return [one for one in node.body if isinstance(one, FUNCTIONS)]


def hook_misspelled(case):
    """A method is named nearly as one that Channels calls."""
    for path, text, node in consumers(case):
        own = methods(node)
        names = {one.name for one in own}
        for method in own:
            near = get_close_matches(method.name.lower(), [*HOOKS], 1, SLIP)
            if not near or near[0] in names or method.name in HOOKS:
                continue
            line = text.splitlines(keepends=True)[method.lineno - 1]
            new = line.replace(f"def {method.name}", f"def {near[0]}")
            edit = replace(path, text, method.lineno, method.lineno, new, method.name)
            yield Cure(
                f"{near[0].removesuffix('_json')}-misspelled",
                (edit,),
                f"Channels calls {near[0]}(), by that name. {method.name}() is never called.",
            )


def accept_missing(case):
    """``connect`` is the project's own and accepts nothing."""
    if case.claim != "socket":
        return
    for path, text, node in consumers(case):
        connect = next((one for one in methods(node) if one.name == "connect"), None)
        if connect is None or any(called(one) == "accept" for one in ast.walk(node)):
            continue
        indent = " " * connect.body[-1].col_offset
        asynchronous = isinstance(connect, ast.AsyncFunctionDef)
        line = f"{indent}{'await ' * asynchronous}self.accept()\n"
        bare = [
            one
            for one in ast.walk(connect)
            if isinstance(one, ast.Expr) and last_name(one.value) == "accept"
        ]
        if bare:
            edit = replace(path, text, bare[0].lineno, bare[0].end_lineno, line)
        else:
            edit = insert(path, connect.end_lineno + 1, line, f"{node.name}.connect")
        yield Cure(
            "accept-without-brackets" if bare else "accept-forgotten",
            (edit,),
            f"{node.name}.connect() never calls self.accept(), so no handshake is answered.",
        )


def handler_missing(case):
    """An event's type names a method that the consumer does not have."""
    wanted = {name.replace(".", "_") for name in NO_HANDLER.findall(case.output)}
    for path, text, node in consumers(case):
        names = [one.name for one in methods(node)]
        others = [name for name in names if name not in HOOKS]
        for constant in ast.walk(node):
            if not isinstance(constant, ast.Dict):
                continue
            for key, value in zip(constant.keys, constant.values, strict=True):
                kind = getattr(value, "value", None)
                if getattr(key, "value", None) != "type" or not isinstance(kind, str):
                    continue
                if kind.replace(".", "_") in names or kind.replace(".", "_") not in wanted:
                    continue
                near = get_close_matches(kind.replace(".", "_"), others, 1, 0.5)
                if near:
                    yield Cure(
                        "event-type-differs",
                        (spliced(path, text, value, repr(near[0])),),
                        f"An event of the type {kind!r} goes to the method "
                        f"{kind.replace('.', '_')}(). {node.name} has no such method; it has "
                        f"{near[0]}().",
                    )


def awaited(case):
    """A coroutine was made and never awaited: at its own line, as the server saw it."""
    for seen in sightings(case.output, NEVER_RAN):
        place = PLACE.match(seen)
        text, body = case.file(place[1]) if place else (None, None)
        if body is None:
            continue
        number, name = int(place[2]), place[3].split(".")[-1]
        for node in ast.walk(body):
            # A function that was made asynchronous is called under a name of its wrapper's.
            wrapped = name == "__call__" and isinstance(node, ast.Expr)
            node = node.value if wrapped else node
            if not isinstance(node, ast.Call) or node.lineno != number:
                continue
            if not wrapped and called(node) != name:
                continue
            segment = ast.get_source_segment(text, node)
            within = _function_of(body, node)
            if isinstance(within, ast.AsyncFunctionDef):
                edit = spliced(place[1], text, node, f"await {segment}")
                what = "await it"
            else:
                function = ast.get_source_segment(text, node.func)
                rest = segment[len(function) :]
                around = _around(body, node)
                edit = spliced(place[1], text, around or node, f"async_to_sync({function}){rest}")
                what = f"call async_to_sync({function}), from asgiref.sync, in the same way"
                if around:
                    what = f"give async_to_sync() {function} itself, and call what it returns"
            yield Cure(
                "coroutine-not-awaited",
                (edit,),
                f"{ast.unparse(node.func)}() only makes a coroutine. It runs when you {what}.",
            )


def _around(body, wanted):
    """Return the call ``async_to_sync(...)`` whose one argument is the wanted call, or None."""
    calls = (node for node in ast.walk(body) if called(node) == "async_to_sync")
    return next((node for node in calls if node.args == [wanted]), None)


def _function_of(body, wanted):
    found = None
    for node in ast.walk(body):
        if isinstance(node, FUNCTIONS) and any(one is wanted for one in ast.walk(node)):
            found = node
    return found


def wrong_name_in_scope(case):
    """The consumer asks for a part of the address under another name than the route gives it."""
    given = {name for route in case.inventory.routes for name in route["names"]}
    missing = re.findall(r"^KeyError: '(\w+)'$", case.output, re.MULTILINE)
    for path, text, body in case.python():
        for node in ast.walk(body):
            if not isinstance(node, ast.Subscript) or "kwargs" not in ast.unparse(node.value):
                continue
            key = getattr(node.slice, "value", None)
            if key in missing and key not in given and given:
                right = get_close_matches(key, given, 1, 0) or sorted(given)
                yield Cure(
                    "scope-room-name-misspelled",
                    (spliced(path, text, node.slice, repr(right[0])),),
                    f"The route gives this part of the address the name {right[0]!r}.",
                )


def layer_missing(case):
    """``self.channel_layer`` is None: the settings have no CHANNEL_LAYERS."""
    if "'NoneType' object has no attribute 'group_" not in case.output:
        return
    path, text, _ = case.assigned("INSTALLED_APPS")
    if path is None or case.assigned("CHANNEL_LAYERS")[2] is not None:
        return
    layer = (
        "\nCHANNEL_LAYERS = {\n    'default': {\n"
        "        'BACKEND': 'channels.layers.InMemoryChannelLayer',\n    },\n}\n"
    )
    yield Cure(
        "channel-layers-missing",
        (insert(path, len(text.splitlines()) + 1, layer, "CHANNEL_LAYERS"),),
        "The settings name no channel layer, so self.channel_layer is None.",
    )


CURES = (hook_misspelled, accept_missing, handler_missing, awaited, wrong_name_in_scope)
CURES += (layer_missing,)
