"""What only a look from inside a server shows: coroutines that never ran, members that stay.

Imported by ``trial_settings`` in the server of a trial. Each sighting is a line of the
server's output that begins with ``MARK``; a traceback's own line for the place comes with it.
"""

import sys
import threading
import warnings

MARK = "workshop-check saw:"
NEVER_RAN = f"{MARK} never awaited: "
GOES_ON = f"{MARK} goes on after its socket was closed: "
LEFT_BEHIND = f"{MARK} still in its group after it was closed: "
# How often Daphne looks whether a consumer has raised an error, in seconds; by itself it is 1, and
# a trial may be over by then.
LOOK_SECONDS = 0.1
# Enough to come from an async_to_sync or a decorator back to the learner's own line.
DEPTH = 6


def sightings(output, kind):
    """Return what stands after ``kind``, one of the three above, in a server's output."""
    return [line.removeprefix(kind) for line in output.splitlines() if line.startswith(kind)]


def hidden(output):
    """Return a server's output as the learner's own terminal would show it."""
    return "\n".join(line for line in output.splitlines() if not line.startswith(MARK))


def _say(text):
    print(text, file=sys.stderr, flush=True)


def watch(folder, apps):
    """Watch this process; ``folder`` is the learner's project, with whose code it is about.

    ``apps`` are its ``INSTALLED_APPS``: Daphne is hurried where it serves.
    """
    _watch_coroutines(str(folder))
    if any(str(app).partition(".")[0] == "daphne" for app in apps):
        _hurry_daphne()
    try:
        from channels.consumer import AsyncConsumer
    except Exception:
        # Channels is missing or hidden by a file of that name: the server itself will say so.
        return
    _watch_ends(AsyncConsumer)
    _watch_members(AsyncConsumer)


class _Hurried:
    """Twisted's reactor, for which a second is shorter where Daphne looks for errors."""

    def __init__(self, reactor):
        self._reactor = reactor

    def __getattr__(self, name):
        return getattr(self._reactor, name)

    def callLater(self, seconds, function, *arguments, **named):
        """Call a function later."""
        if getattr(function, "__name__", "") == "application_checker":
            seconds = LOOK_SECONDS
        return self._reactor.callLater(seconds, function, *arguments, **named)


def _hurry_daphne():
    try:
        from daphne import server
    except Exception:
        # It is missing, or hidden: the server itself will say so.
        return
    server.reactor = _Hurried(server.reactor)


def _watch_coroutines(folder):
    """Tell of each coroutine that their code made and nobody awaited: Daphne hides the warning."""
    sys.set_coroutine_origin_tracking_depth(DEPTH)
    run = threading.Thread.run

    def run_tracked(thread):
        sys.set_coroutine_origin_tracking_depth(DEPTH)
        run(thread)

    threading.Thread.run = run_tracked

    def never_awaited(coroutine):
        own = [place for place in coroutine.cr_origin or () if place[0].startswith(folder)]
        if own:
            file, line, _ = own[0]
            path = file.removeprefix(folder).strip("/\\").replace("\\", "/")
            name = getattr(coroutine, "__qualname__", "a coroutine")
            _say(f"{NEVER_RAN}{path}, line {line}: {name}")

    warnings._warn_unawaited_coroutine = never_awaited


def _watch_ends(consumer):
    """Tell of each consumer that waits for more after its socket was closed.

    Only ``StopConsumer`` ends it; the method of Channels that is overridden there raises it.
    """
    call = consumer.__call__

    async def call_and_look(self, scope, receive, send):
        closed = False

        async def receive_and_look():
            nonlocal closed
            if closed:
                _say(f"{GOES_ON}{type(self).__name__}")
            message = await receive()
            closed = closed or message.get("type") == "websocket.disconnect"
            return message

        return await call(self, scope, receive_and_look, send)

    consumer.__call__ = call_and_look


def _watch_members(consumer):
    """Tell of each consumer that ended as it should and whose channel a group still holds."""
    call = consumer.__call__

    async def call_and_look(self, scope, receive, send):
        result = await call(self, scope, receive, send)
        groups = getattr(getattr(self, "channel_layer", None), "groups", {})
        for name, members in list(groups.items()):
            if getattr(self, "channel_name", None) in members:
                _say(f"{LEFT_BEHIND}{type(self).__name__} in {name}")
        return result

    consumer.__call__ = call_and_look
