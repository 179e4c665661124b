"""Cures for a router within a router: a route that repeats what was taken off before it."""

import ast

from workshop.check.cures.cure import Cure, called, spliced


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


CURES = (prefix_twice,)
