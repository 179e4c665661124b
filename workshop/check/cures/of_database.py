"""Cures for a question to the database that async code asks as if it might wait for it."""

import ast

from workshop.check.cures.cure import Cure, spliced
from workshop.check.facts.tracebacks import own_frames

REFUSED = "SynchronousOnlyOperation"
# Each has one whose name begins with a: docs.djangoproject.com, "Asynchronous queries".
ASKS = [
    "get",
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "count",
    "in_bulk",
    "latest",
    "earliest",
    "first",
    "last",
    "aggregate",
    "exists",
    "contains",
    "update",
    "delete",
    "save",
    "refresh_from_db",
]


def waits_in_async(case):
    """An ``async def`` calls a method that waits for the database."""
    if REFUSED not in case.output:
        return
    for path, line in dict.fromkeys(own_frames(case.output)):
        text, body = case.file(path)
        for function in ast.walk(body) if body else ():
            if not isinstance(function, ast.AsyncFunctionDef):
                continue
            for node in ast.walk(function):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                    continue
                if node.func.attr not in ASKS or not node.lineno <= line <= node.end_lineno:
                    continue
                before = ast.get_source_segment(text, node.func.value)
                rest = ast.get_source_segment(text, node)[
                    len(ast.get_source_segment(text, node.func)) :
                ]
                yield Cure(
                    "async-orm",
                    (spliced(path, text, node, f"await {before}.a{node.func.attr}{rest}"),),
                    f"{node.func.attr}() waits for the database, and async code must not wait in "
                    f"that way. a{node.func.attr}() with await lets others go on meanwhile.",
                )
                return


CURES = (waits_in_async,)
