"""How does a server speak? Two sockets ask it before the crowd comes."""

import json
from contextlib import ExitStack

from workshop.base.problems import Problem
from workshop.serve.client import SECONDS, Socket

CHAT = "/ws/chat/{room}/"
ECHO = "/ws/echo/"
ROOM = "load-asks"
HELLO = json.dumps({"message": "load asks who hears this"})


def spoken(name, port, host, path, cookies, trouble=str):
    """Return the path, and whether a room hears a message there (a chat) or its sender (an echo).

    Without a ``path``: the course's chat, or else its echo. ``trouble()`` returns what the
    server's log says. Raises ``Problem`` when no path accepts a socket.
    """
    seen = {}
    for candidate in (path,) if path else (CHAT, ECHO):
        person = cookies[0] if cookies else {}
        with ExitStack() as stack:
            one, other = (
                stack.enter_context(
                    Socket(port, candidate.replace("{room}", ROOM), host=host, cookies=person)
                )
                for _ in range(2)
            )
            seen[candidate] = one
            if one.opened:
                # Only a path without a room leaves it open which of the two it is.
                return candidate, "{room}" in candidate or _others_hear(one, other)
    raise Problem(_refused(name, seen, trouble()))


def _others_hear(one, other):
    if not one.send(HELLO) or one.receive() is None:
        return False
    # The sender has heard it: the others hear it now, or never.
    return other.receive(SECONDS / 3) is not None


def _refused(name, seen, trouble):
    asked = "\n".join(f"    {path}: {socket.happened}" for path, socket in seen.items())
    told = [f"{name} accepts no WebSocket:\n{asked}"]
    if trouble:
        told.append(trouble)
    if all(socket.status == 404 for socket in seen.values()):
        told += [
            "Step 1 has none yet: the course adds it in step 2.",
            "If yours has one at another path, name it:\n    --path /ws/my-chat/{room}/",
        ]
    return "\n".join(told)
