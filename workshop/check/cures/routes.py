"""Cures for routes, and for asgi.py: what has to stand where, and in which order."""

import ast
import re

from workshop.check.compare.edits import REPLACE, Edit
from workshop.check.cures.cure import (
    Cure,
    called,
    import_line,
    insert,
    last_name,
    replace,
    spliced,
    words,
)

ROUTES = ("path", "re_path", "url")
NOT_READY = ("Apps aren't loaded yet", "settings are not configured", "AppRegistryNotReady")


def removed_url(case):
    """``django.conf.urls.url`` is gone since Django 4."""
    for path, text, body in case.python():
        for node in body.body:
            if not isinstance(node, ast.ImportFrom) or node.module != "django.conf.urls":
                continue
            names = [alias.name for alias in node.names]
            if "url" not in names:
                continue
            rest = [name for name in names if name != "url"]
            line = f"from django.urls import {', '.join(sorted([*rest, 're_path']))}\n"
            edits = [replace(path, text, node.lineno, node.end_lineno, line, "import url")]
            edits += words(path, text, re.compile(r"(?<![\w.])url\("), "re_path(")
            yield Cure(
                "conf-urls-url",
                tuple(edits),
                "url() of django.conf.urls was removed in Django 4. re_path() of django.urls takes "
                "the same regular expressions; path() takes none.",
            )
            break


def as_asgi_missing(case):
    """A route names a consumer's class, and not what ``as_asgi()`` makes of it."""
    consumers = {
        node.name
        for _, _, body in case.python()
        for node in ast.walk(body)
        if isinstance(node, ast.ClassDef)
        and any(last_name(base).endswith("Consumer") for base in node.bases)
    }
    for path, text, body in case.python():
        for node in ast.walk(body):
            if called(node) not in ROUTES or len(node.args) < 2:
                continue
            target = node.args[1]
            if last_name(target) in consumers and not isinstance(target, ast.Call):
                name = ast.get_source_segment(text, target)
                yield Cure(
                    "as-asgi-missing",
                    (spliced(path, text, target, f"{name}.as_asgi()"),),
                    "A route needs an application that makes one consumer for each connection: "
                    f"{name}.as_asgi(), and not the class itself.",
                )


def socket_in_urls(case):
    """The route of a WebSocket stands in a urls.py, which only HTTP asks."""
    target, whole, node = case.assigned("websocket_urlpatterns")
    if target is None or case.claim not in ("starts", "socket", "quiet"):
        return
    if not isinstance(node.value, ast.List) or target.endswith("/urls.py"):
        return
    for path, text, body in case.python():
        if not path.endswith("urls.py"):
            continue
        for route in ast.walk(body):
            if (
                called(route) in ROUTES
                and len(route.args) > 1
                and called(route.args[1]) == "as_asgi"
            ):
                yield _moved(case, path, text, route, target, whole, node)
                return


def _moved(case, path, text, route, target, whole, node):
    line = f"    {ast.get_source_segment(text, route)},\n"
    last = node.end_lineno
    if node.lineno == last and not node.value.elts:
        new = [replace(target, whole, last, last, f"websocket_urlpatterns = [\n{line}]\n")]
    else:
        new = [insert(target, last, line)]
    _, body = case.file(target)
    known = {
        alias.asname or alias.name
        for one in body.body
        if isinstance(one, ast.Import | ast.ImportFrom)
        for alias in one.names
    }
    for one in (part for part in ast.parse(text).body if isinstance(part, ast.ImportFrom)):
        for alias in one.names:
            used = re.search(rf"\b{alias.asname or alias.name}\b", line)
            if used and (alias.asname or alias.name) not in known:
                origin = "." * one.level + (one.module or "")
                needed = f"from {origin} import {alias.name}\n"
                new.insert(0, insert(target, import_line(whole, body), needed))
    gone = Edit(path, REPLACE, "urlpatterns", route.lineno, route.end_lineno + 1, "", line)
    return Cure(
        "socket-in-urls",
        (gone, *new),
        f"The route of the WebSocket is in {path}, and that file is only for HTTP. It belongs in "
        f"websocket_urlpatterns in {target}.",
    )


def first_slash(case):
    """A route of a WebSocket begins with a slash, which Channels has taken away already."""
    for path, text, body in case.python():
        for node in ast.walk(body):
            if (
                called(node) not in ROUTES
                or len(node.args) < 2
                or called(node.args[1]) != "as_asgi"
            ):
                continue
            route = node.args[0]
            value = getattr(route, "value", None)
            if isinstance(value, str) and re.match(r"\^?/", value):
                segment = ast.get_source_segment(text, route)
                new = re.sub(r"""(['"]\^?)/""", r"\1", segment, count=1)
                yield Cure(
                    "route-with-first-slash",
                    (spliced(path, text, route, new),),
                    "Channels removes the first slash of an address before it compares, so a route "
                    "that begins with a slash never fits.",
                )


def import_order(case):
    """asgi.py imports the project's own routes before Django is ready."""
    path = case.application_file()
    text, body = case.file(path)
    if body is None or not (
        case.claim == "alone" or any(words in case.output for words in NOT_READY)
    ):
        return
    ready = next((n for n in body.body if any(map(_makes_ready, ast.walk(n)))), None)
    tops = {one.split("/")[0] for one in case.tree if "/" in one}
    early = [
        node
        for node in body.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        and (ready is None or node.lineno < ready.lineno)
        and ({_top(node)} & tops or getattr(node, "level", 0))
    ]
    if not early:
        return
    edit = _reordered(path, text, ready, early)
    if edit:
        yield Cure(
            "asgi-import-order",
            (edit,),
            f"{path} imports the routes, and with them the consumers and their models, before "
            "Django is ready. runserver makes Django ready first; a server that is started without "
            "manage.py does not. Keep get_asgi_application() above these imports.",
        )


def _makes_ready(node):
    return called(node) == "get_asgi_application" or (
        called(node) == "setup" and last_name(getattr(node.func, "value", None)) == "django"
    )


def _top(node):
    name = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
    return (name or "").split(".")[0]


def _reordered(path, text, ready, early):
    """Return the edit that puts imports below the line that makes Django ready."""
    if ready is None:
        return None
    lines = text.splitlines(keepends=True)
    moved = "".join("".join(lines[n.lineno - 1 : n.end_lineno]) for n in early)
    gone = {number for n in early for number in range(n.lineno, n.end_lineno + 1)}
    first, last = early[0].lineno, ready.end_lineno
    between = "".join(lines[n - 1] for n in range(first, last + 1) if n not in gone)
    name = "django_asgi_app"
    if isinstance(ready, ast.Assign) and called(ready.value) == "get_asgi_application":
        new = f"{between}\n{moved}"
    else:
        # It is called in the middle of the application itself.
        head = "".join(lines[n - 1] for n in range(first, ready.lineno) if n not in gone)
        tail = "".join(lines[ready.lineno - 1 : last]).replace("get_asgi_application()", name)
        new = f"{head}{name} = get_asgi_application()\n\n{moved}\n{tail}"
    wanted = f"(below get_asgi_application())\n{moved}"
    return Edit(path, REPLACE, "import order", first, last + 1, new, moved, wanted, first)


def origin_validator(case):
    """Nothing looks at the Origin of a handshake."""
    path = case.application_file()
    text, body = case.file(path)
    if case.claim != "foreign-page" or body is None or "OriginValidator" in case.inventory.around:
        return
    for node in ast.walk(body):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if getattr(key, "value", None) == "websocket":
                    segment = ast.get_source_segment(text, value)
                    new = f"AllowedHostsOriginValidator({segment})"
                    line = "from channels.security.websocket import AllowedHostsOriginValidator\n"
                    edits = (
                        spliced(path, text, value, new),
                        insert(path, import_line(text, body), line),
                    )
                    yield Cure(
                        "origin-validator-missing",
                        edits,
                        "A page of any site can open a WebSocket to yours, and in some cases the "
                        "browser sends your cookies as well. AllowedHostsOriginValidator refuses "
                        "pages of other sites.",
                    )
                    return


CURES = (removed_url, as_asgi_missing, socket_in_urls, first_slash, import_order, origin_validator)
