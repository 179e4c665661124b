"""Cures for what consumers send and get: an event without a type, no JSON, JSON made twice."""

import ast
import re

from workshop.check.cures.cure import Cure, called, last_name, replace, spliced
from workshop.check.cures.of_consumers import consumers, methods

NO_TYPE = "Incoming message has no 'type' attribute"
NO_JSON = re.compile(r"TypeError: Object of type (\w+) is not JSON serializable")
# What makes a text of an object that JSON has no form for; of any other, str() does.
AS_TEXT = {"datetime": "{}.isoformat()", "date": "{}.isoformat()", "time": "{}.isoformat()"}
SENDS = ("send_json", "dumps")
NO_TEXT = "receive() got an unexpected keyword argument 'text_data'"


def type_missing(case):
    """An event has the name of its handler under another key than ``type``."""
    if NO_TYPE not in case.output:
        return
    handlers = {one.name for _, _, node in consumers(case) for one in methods(node)}
    for path, text, body in case.python():
        for event in (one for one in ast.walk(body) if isinstance(one, ast.Dict)):
            keys = [getattr(key, "value", None) for key in event.keys]
            if "type" in keys:
                continue
            for key, value in zip(event.keys, event.values, strict=True):
                kind = getattr(value, "value", None)
                if isinstance(kind, str) and kind.replace(".", "_") in handlers:
                    yield Cure(
                        "event-without-type",
                        (spliced(path, text, key, "'type'"),),
                        "Channels looks in an event for the key 'type', which names the method "
                        f"that gets it. This event has its name, {kind!r}, under {key.value!r}.",
                    )


def no_json(case):
    """A value of what is sent is an object that JSON has no form for."""
    for kind in dict.fromkeys(NO_JSON.findall(case.output)):
        new = AS_TEXT.get(kind, "str({})")
        for path, text, body in case.python():
            for value in _sent(body):
                written = ast.get_source_segment(text, value)
                yield Cure(
                    "not-json",
                    (spliced(path, text, value, new.format(written)),),
                    f"JSON has texts, numbers, true, false, null, lists and objects. A {kind} is "
                    f"none of these: {new.format(written)} is a text.",
                )


def _sent(body):
    """Yield the names and attributes among the values of events, and of objects that are sent."""
    for node in ast.walk(body):
        objects = node.args if called(node) in SENDS else [node]
        for one in objects:
            if not isinstance(one, ast.Dict):
                continue
            if one is node and "type" not in [getattr(key, "value", None) for key in one.keys]:
                continue
            yield from (it for it in one.values if isinstance(it, ast.Attribute | ast.Name))


def json_twice(case):
    """``send_json`` gets the text that ``json.dumps`` has made."""
    if case.claim != "forms":
        return
    for path, text, body in case.python():
        for node in ast.walk(body):
            if called(node) != "send_json" or not node.args or called(node.args[0]) != "dumps":
                continue
            given = ast.get_source_segment(text, node.args[0].args[0])
            yield Cure(
                "json-made-twice",
                (spliced(path, text, node.args[0], given),),
                "send_json() makes JSON of what it gets. A text that is JSON already becomes one "
                "more text, and the page finds no object in it.",
            )


def hook_of_json(case):
    """A consumer for JSON has ``receive`` with what ``receive_json`` gets."""
    if NO_TEXT not in case.output:
        return
    for path, text, node in consumers(case):
        if not any("Json" in last_name(base) for base in node.bases):
            continue
        own = {one.name: one for one in methods(node)}
        hook = own.get("receive")
        if hook is None or "receive_json" in own or "text_data" in ast.unparse(hook.args):
            continue
        line = text.splitlines(keepends=True)[hook.lineno - 1]
        new = line.replace("def receive(", "def receive_json(")
        yield Cure(
            "receive-for-receive-json",
            (replace(path, text, hook.lineno, hook.lineno, new, "receive"),),
            f"receive() of {node.name} is called with text_data, before JSON is read. The method "
            "that gets the object is receive_json().",
        )


CURES = (type_missing, no_json, json_twice, hook_of_json)
