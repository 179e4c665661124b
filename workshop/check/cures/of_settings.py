"""Cures for settings: what is kept in the memory of one process, and has to be known in two."""

import ast

from workshop.check.cures.cure import Cure, replace

IN_CACHE = "django.contrib.sessions.backends.cache"


def sessions_in_memory(case):
    """Another process did not find a session, and SESSION_ENGINE says where they are kept."""
    if case.claim != "sessions":
        return
    path, text, node = case.assigned("SESSION_ENGINE")
    caches = case.assigned("CACHES")[2]
    if getattr(node.value, "value", "") != IN_CACHE or (
        caches is not None and "locmem" not in ast.unparse(caches)
    ):
        return
    yield Cure(
        "sessions-in-memory",
        (replace(path, text, node.lineno, node.end_lineno, "", "SESSION_ENGINE"),),
        "A session that is kept in the memory of one process is unknown to every other one, and "
        "gone when the server starts again. Without SESSION_ENGINE, Django keeps sessions in the "
        "database, which all servers share.",
    )


CURES = (sessions_in_memory,)
