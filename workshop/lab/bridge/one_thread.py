"""One thread for everything: an event loop without sockets, and asgiref without threads.

A browser's worker has one thread. On a server asgiref gives plain code to a second thread, and
that thread gives coroutines back to the first. Here both run in place, one inside the other:
``Loop.run_in_executor`` calls plain code at once, and ``async_to_sync`` runs its coroutine in a
small loop of its own, while the loop outside stands still.
"""

import asyncio
import contextlib
import contextvars
import time

from asgiref import sync

AT_ONCE_SECONDS = 0.05


class NeverComes(RuntimeError):
    """Plain code waits for something that only the loop which stands still could bring."""

    def __init__(self):
        super().__init__(
            "In the lab everything is one thread: plain code cannot wait here for something that "
            "other code has to do meanwhile."
        )


class _NoSockets:
    """Where asyncio expects a selector: nothing ever arrives, only time passes."""

    def select(self, timeout):
        if timeout is None:
            raise NeverComes
        time.sleep(max(0, timeout))
        return []

    def close(self):
        """Nothing is open."""


class Loop(asyncio.BaseEventLoop):
    """An event loop that goes on only while somebody pumps it, and calls plain code in place."""

    _selector = _NoSockets()

    def _process_events(self, events):
        """There are none."""

    def _write_to_self(self):
        """Nobody has to be woken up: there is no other thread."""

    def run_in_executor(self, executor, function, *arguments):
        """Call ``function`` now, as if no loop ran; return a future that is done."""
        future = self.create_future()
        try:
            with standing_still():
                result = function(*arguments)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(result)
        return future

    def pump(self, seconds=AT_ONCE_SECONDS):
        """Run what is ready, for about ``seconds`` at most.

        Return the seconds until there is something to run again, 0 where there is now, and None
        where nothing comes by itself. What the code raises to end the process goes through.
        """
        end = time.monotonic() + seconds
        while (wait := self._wait()) == 0 and time.monotonic() < end:
            self.stop()
            self.run_forever()
        return wait

    def _wait(self):
        # asyncio keeps both of these for itself; there is no other way to ask without waiting.
        if self._ready:
            return 0
        times = [timer.when() for timer in self._scheduled if not timer.cancelled()]
        return max(0, min(times) - self.time()) if times else None


@contextlib.contextmanager
def standing_still():
    """Inside, asyncio says that no loop is running, as in a thread of plain code."""
    loop = asyncio._get_running_loop()
    if loop is None:
        yield
        return
    task = asyncio.current_task(loop)
    if task is not None:
        asyncio.tasks._leave_task(loop, task)
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        # In the opposite order: Python 3.14 checks it.
        asyncio._set_running_loop(loop)
        if task is not None:
            asyncio.tasks._enter_task(loop, task)


def run_here(coroutine):
    """Run a coroutine to its end and return its result, inside plain code.

    What it sets in context variables stays set, as with asgiref's threads.
    """
    loop = Loop()
    context = contextvars.copy_context()
    # asgiref looks here for the place where plain code below this coroutine belongs.
    sync.AsyncToSync.loop_thread_executors[loop] = None

    try:
        return loop.run_until_complete(loop.create_task(coroutine, context=context))
    finally:
        del sync.AsyncToSync.loop_thread_executors[loop]
        loop.close()
        sync._restore_context(context)


class _Forgetful(dict):
    """Where asgiref keeps a thread for each request, to end it later: here there is none."""

    def __setitem__(self, key, value):
        """Keep nothing."""


def _call(self, *arguments, **named):
    if asyncio._get_running_loop() is not None:
        raise RuntimeError(
            "You cannot use AsyncToSync in the same thread as an async event loop - "
            "just await the async function directly."
        )
    return run_here(self.awaitable(*arguments, **named))


def install():
    """Let ``async_to_sync`` run coroutines in place, in this whole process."""
    sync.AsyncToSync.__call__ = _call
    sync.SyncToAsync.context_to_thread_executor = _Forgetful()
