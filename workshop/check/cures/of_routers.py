"""Cures for a router within a router: Django's include(), a route that repeats a prefix."""

import ast

from workshop.check.cures.cure import Cure, called, import_line, insert, spliced

NO_INCLUDE = "include() is not supported in URLRouter"
IMPORTED = "from channels.routing import URLRouter\n"


def prefix_twice(case):
    """The inner route begins with the text of the outer one."""
    for path, text, body in case.python():
        for outer in ast.walk(body):
            if called(outer) != "path" or len(outer.args) < 2:
                continue
            head = getattr(outer.args[0], "value", None)
            if called(outer.args[1]) != "URLRouter" or not isinstance(head, str) or not head:
                continue
            for inner in ast.walk(outer.args[1]):
                route = getattr((getattr(inner, "args", None) or [None])[0], "value", None)
                if called(inner) == "path" and isinstance(route, str) and route.startswith(head):
                    yield Cure(
                        "prefix-twice",
                        (spliced(path, text, inner.args[0], repr(route.removeprefix(head))),),
                        f"The outer route takes {head} off before the inner one is compared, so "
                        f"this one only fits /{head}{route}.",
                    )


def include_in_router(case):
    """Routes of WebSockets are put together with ``include()``, as those of pages are."""
    if NO_INCLUDE not in case.output:
        return
    for path, text, body in case.python():
        edits = [
            spliced(path, text, node.func, "URLRouter")
            for node in ast.walk(body)
            if called(node) == "include" and any(called(it) == "as_asgi" for it in ast.walk(node))
        ]
        if edits and not any(_imports_router(node) for node in ast.walk(body)):
            edits.append(insert(path, import_line(text, body), IMPORTED))
        yield Cure(
            "include-in-urlrouter",
            tuple(edits),
            "include() hands addresses on to views. A URLRouter hands them on to consumers, and "
            "what it hands on to may be another URLRouter.",
        )


def _imports_router(node):
    return isinstance(node, ast.ImportFrom) and "URLRouter" in [one.name for one in node.names]


CURES = (prefix_twice, include_in_router)
