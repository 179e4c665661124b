"""Whether a project is the course's: by its app, its addresses, its messages and its own lines."""

import re
from difflib import SequenceMatcher

APP = "chat"
SLIP = 0.75
# The share of the lesson's own lines in a project that was made with it: honest variants have 0.7
# at least, other people's chats 0.2 at most.
KIN = 0.4
SOCKETS = {2: "/ws/echo/", 3: "/ws/chat/lobby/"}
SENT = re.compile(r"JSON\.stringify\(\s*\{(.*?)\}", re.DOTALL)
# A key, and behind a colon what is sent under it; or both in one word.
KEY = re.compile(r"(?:^|,)\s*['\"]?(\w+)['\"]?\s*(?=[:,]|$)")
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(?:(?!</script>)[\s\S])*?new WebSocket\(")


def other_ground(project, goal, generated, inventory):
    """Return sentences about what of a project is not the course's; none where it is the course's.

    ``generated`` is what startproject writes: it makes nobody's project the course's.
    """
    tree, lesson = project.tree, goal.checkpoint.tree
    return [
        *_app(tree, project.name),
        *_addresses(tree, goal.checkpoint.step, inventory.routes),
        *_messages(tree, goal.checkpoint.step),
        *_lines(tree, lesson, generated),
    ]


def _app(tree, package):
    folders = {path.split("/")[0] for path in tree if "/" in path and path.endswith(".py")}
    own = sorted(
        name
        for name in folders - {package}
        if any(f"{name}/{file}" in tree for file in ("apps.py", "consumers.py", "views.py"))
    )
    alike = [name for name in own if SequenceMatcher(None, name, APP).ratio() >= SLIP]
    if own and not alike and APP not in folders:
        yield f"its app is called {' and '.join(own)} (in the course: {APP})"


def _scripts(tree):
    return "\n".join(text for path, text in tree.items() if path.endswith((".js", ".html", ".mjs")))


def _head(route):
    """Return the part of a route that stands before what changes: ``ws/rooms``."""
    return re.split(r"[<(\[\\]", route.lstrip("^/"))[0].strip("/^")


def _addresses(tree, step, routes):
    wanted = SOCKETS.get(step)
    if not wanted or any(re.match(one["pattern"], wanted[1:]) for one in routes):
        return
    scripts = _scripts(tree)
    lessons = wanted.strip("/").removesuffix("/lobby")
    other = [_head(one["route"]) for one in routes]
    agreed = sorted(
        {head for head in other if head and re.search(rf"/{re.escape(head)}(?![\w-])", scripts)}
    )
    if agreed and lessons not in scripts:
        places = " and ".join(f"/{head}/" for head in agreed)
        yield f"its WebSockets are at {places}, in its pages too (in the course: /{lessons}/)"


def _messages(tree, step):
    if step < 2:
        return
    sent = keys_sent(tree)
    python = "\n".join(text for path, text in tree.items() if path.endswith(".py"))
    read = {key for key in sent if re.search(rf"(\[|get\()['\"]{key}['\"]", python)}
    if sent and "message" not in sent and read:
        yield f"its messages have the key {' and '.join(sorted(read))} (in the course: message)"


def keys_sent(tree):
    """Return the keys of the JSON objects that a project's pages send."""
    return {key for one in SENT.findall(_scripts(tree)) for key in KEY.findall(one)}


def _plain(line):
    return line.strip().replace('"', "'").rstrip(",;")


def kinship(tree, lesson, generated):
    """Return the share of the lesson's own lines that stand in a project, from 0 to 1."""
    known = {_plain(line) for text in generated.values() for line in text.splitlines()}
    own = {_plain(line) for text in tree.values() for line in text.splitlines()}
    lines = {
        _plain(line)
        for path, text in lesson.items()
        for line in text.splitlines()
        if path.endswith((".py", ".js", ".html")) and len(_plain(line)) > 8
    } - known
    return len(lines & own) / len(lines) if lines else 1.0


def _lines(tree, lesson, generated):
    if kinship(tree, lesson, generated) < KIN:
        inline = " Its script stands in the template." if inline_script(tree) else ""
        yield f"its code is not the course's.{inline}".rstrip(".")


def inline_script(tree):
    """Return the template that opens its WebSocket in a script of its own, or None."""
    found = (path for path, text in tree.items() if path.endswith(".html") and INLINE.search(text))
    return next(found, None)
