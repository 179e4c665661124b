"""Cures for what is served: Daphne, the application, and what Channels 2 and 3 left behind."""

import ast
import re

from workshop.check.cures.cure import Cure, called, import_line, insert, replace, spliced, words

USES_CHANNELS = re.compile(r"^\s*(from|import) channels\b", re.MULTILINE)
# What fails where WebSockets have no application.
SILENT = ("socket", "quiet", "page-talks")
GET_ASGI = "from django.core.asgi import get_asgi_application\n"


def daphne_missing(case):
    """Channels is there, and nothing serves it: ``daphne`` does not stand in INSTALLED_APPS."""
    apps = case.inventory.part("settings", {}).get("INSTALLED_APPS")
    uses = any(USES_CHANNELS.search(text) for text in case.tree.values())
    path, text, node = case.assigned("INSTALLED_APPS")
    if apps is not None and any(one.split(".")[0] == "daphne" for one in apps):
        return
    if not uses or not isinstance(getattr(node, "value", None), ast.List | ast.Tuple):
        return
    if "daphne" in re.findall(r"[\w.]+", ast.unparse(node.value)) or not node.value.elts:
        return
    first = node.value.elts[0]
    if first.lineno == node.lineno:
        edit = spliced(path, text, first, f"'daphne', {ast.get_source_segment(text, first)}")
    else:
        edit = insert(path, first.lineno, " " * first.col_offset + "'daphne',\n", "INSTALLED_APPS")
    yield Cure(
        "daphne-missing",
        (edit,),
        "Since Channels 4 runserver serves WebSockets only with 'daphne' in INSTALLED_APPS, above "
        "django.contrib.staticfiles. Without it, every WebSocket gets 404.",
    )


def application_not_named(case):
    """ASGI_APPLICATION is missing, although an application stands in asgi.py."""
    asgi = f"{case.name}/asgi.py"
    if case.assigned("ASGI_APPLICATION")[2] is not None or asgi not in case.tree:
        return
    path, text, _ = case.assigned("INSTALLED_APPS")
    if path is None or case.claim not in ("starts", "daphne", "socket"):
        return
    line = f"ASGI_APPLICATION = '{case.name}.asgi.application'\n"
    end = len(text.splitlines()) + 1
    yield Cure(
        "asgi-application-missing",
        (insert(path, end, f"\n{line}", "ASGI_APPLICATION"),),
        "Daphne serves the application that ASGI_APPLICATION names, and the settings name none.",
    )


def application_misnamed(case):
    """ASGI_APPLICATION names a module or a name in it that is not there."""
    path, text, node = case.assigned("ASGI_APPLICATION")
    value = getattr(getattr(node, "value", None), "value", None)
    if not isinstance(value, str) or case.claim not in ("starts", "daphne"):
        return
    asgi = f"{case.name}/asgi.py"
    module, _, name = value.rpartition(".")
    file = f"{module.replace('.', '/')}.py"
    known = case.file(file if file in case.tree else asgi)[1]
    if known is None or (file in case.tree and name in _names(known)):
        return
    right = f"{module}.application" if file in case.tree else f"{case.name}.asgi.application"
    if "application" in _names(known):
        yield Cure(
            "asgi-application-misspelled",
            (spliced(path, text, node.value, repr(right)),),
            f"ASGI_APPLICATION names {value}, and there is no such thing. "
            f"The application is {right}.",
        )


def _names(body):
    return {
        getattr(target, "id", "")
        for node in body.body
        if isinstance(node, ast.Assign)
        for target in node.targets
    }


def old_routing(case):
    """The application that the settings name has no 'http': a routing as in Channels 2."""
    protocols = case.inventory.part("sockets", {}).get("protocols")
    path = case.application_file()
    text, body = case.file(path)
    if protocols is None or "http" in protocols or body is None or path.endswith("/asgi.py"):
        return
    for node in ast.walk(body):
        if (
            called(node) == "ProtocolTypeRouter"
            and node.args
            and isinstance(node.args[0], ast.Dict)
        ):
            mapping = node.args[0]
            first = mapping.keys[0] if mapping.keys else None
            if first is None:
                return
            new = "'http': get_asgi_application(),\n"
            if first.lineno == mapping.lineno:
                edit = spliced(path, text, first, f"{new[:-1]} {ast.unparse(first)}")
            else:
                edit = insert(path, first.lineno, " " * first.col_offset + new)
            yield Cure(
                "old-project-routing",
                (edit, insert(path, import_line(text, body), GET_ASGI)),
                f"{path} is written as for Channels 2, and ASGI_APPLICATION names it instead of "
                "asgi.py. Since Channels 3, it answers HTTP only if it has a key 'http'. It is "
                "better to have everything in asgi.py, and to name that file.",
            )
            return


def default_application(case):
    """asgi.py asks for the application that the settings name, which is asgi.py itself."""
    path = f"{case.name}/asgi.py"
    text, body = case.file(path)
    if body is None or case.application_file() != path or case.claim not in ("starts", "alone"):
        return
    calls = [node for node in ast.walk(body) if called(node) == "get_default_application"]
    if not calls:
        return
    old = next((one for one in (f"{case.name}/routing.py",) if one in case.tree), None)
    settings, whole, node = case.assigned("ASGI_APPLICATION")
    why = (
        "get_default_application() returns what ASGI_APPLICATION names, and that is this file "
        "itself, so it never gets an application. The function belongs to Channels 2. "
    )
    if old and "ProtocolTypeRouter" in case.tree[old] and settings:
        new = f"'{case.name}.routing.application'"
        edits = [spliced(settings, whole, node.value, new)]
        routing, tree = case.file(old)
        if "http" not in routing and tree is not None:
            key = re.compile(r"^(\s*)(['\"]websocket['\"]\s*:)", re.MULTILINE)
            edits += words(old, routing, key, r"\1'http': get_asgi_application(),\n\1\2")
            edits.append(insert(old, import_line(routing, tree), GET_ASGI))
        why += f"Name the file that holds the routing, {old}, or move the routing into asgi.py."
    else:
        edits = [spliced(path, text, one, "get_asgi_application()") for one in calls[:1]]
        edits.append(insert(path, import_line(text, body), GET_ASGI))
        why += "Django's own get_asgi_application() takes its place."
    yield Cure("get-default-application", tuple(edits), why)


def old_handler(case):
    """``channels.http`` is gone since Channels 4."""
    for path, text, body in case.python():
        for node in body.body:
            if isinstance(node, ast.ImportFrom) and node.module == "channels.http":
                names = "|".join(alias.asname or alias.name for alias in node.names)
                edits = [replace(path, text, node.lineno, node.end_lineno, GET_ASGI)]
                edits += [
                    edit
                    for edit in words(
                        path, text, re.compile(rf"\b(?:{names})\b(\(\))?"), "get_asgi_application()"
                    )
                    if edit.first != node.lineno
                ]
                yield Cure(
                    "channels-http",
                    tuple(edits),
                    "channels.http belongs to Channels 3 and is gone. Django's own "
                    "get_asgi_application() answers HTTP in its place.",
                )
                return


def socket_key(case):
    """The application has an 'http', and nothing for WebSockets."""
    protocols = case.inventory.part("sockets", {}).get("protocols")
    path = case.application_file()
    text, body = case.file(path)
    if not protocols or "websocket" in protocols or body is None or case.claim not in SILENT:
        return
    for node in ast.walk(body):
        if isinstance(node, ast.Dict):
            for key in node.keys:
                if isinstance(key, ast.Constant) and re.match(
                    "web-?socket|ws", str(key.value), re.I
                ):
                    why = (
                        "ProtocolTypeRouter looks for the key 'websocket'. It never looks for "
                        f"{key.value!r}."
                    )
                    new = spliced(path, text, key, "'websocket'")
                    yield Cure("websocket-key-misspelled", (new,), why)


CURES = (
    daphne_missing,
    application_not_named,
    application_misnamed,
    old_routing,
    default_application,
)
CURES += (old_handler, socket_key)
