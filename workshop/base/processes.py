"""Child processes that take all of their own children with them when they stop."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time

GENTLE_SECONDS = 5
LISTEN_SECONDS = 0.2
ENDING = ("SIGINT", "SIGTERM", "SIGHUP")
WINDOWS = sys.platform == "win32"


@contextlib.contextmanager
def group(command, ask=signal.SIGTERM, **options):
    """Start ``command`` as the head of a process group of its own; yield its ``Popen``.

    On leaving, however that comes about, the whole group is stopped: asked for 5 seconds with the
    signal ``ask``, then killed. Takes the options of ``subprocess.Popen``; ``stdin`` is closed to
    the child.
    """
    process = None
    try:
        with postponed():
            process = start(command, **options)
        yield process
    finally:
        if process:
            with unhurried():
                stop(process, ask=ask)


def start(command, **options):
    """Start ``command`` as the head of a process group of its own; return its ``Popen``."""
    options.setdefault("stdin", subprocess.DEVNULL)
    if WINDOWS:
        options["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP
    else:
        # Out of reach of the terminal's Ctrl+C: it is this process that stops the group.
        options["start_new_session"] = True
    return subprocess.Popen(command, **options)


def lines(process):
    """Yield each line that the process prints (its ``stdout`` is a pipe), a str.

    Python on Windows hears a Ctrl+C only between two waits, so none is long.
    """
    arrived = queue.SimpleQueue()

    def read():
        # Closed under our hands when the process is stopped.
        with contextlib.suppress(ValueError):
            for line in process.stdout:
                arrived.put(line)
        arrived.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            line = arrived.get(timeout=LISTEN_SECONDS)
        except queue.Empty:
            continue
        if line is None:
            return
        yield line


@contextlib.contextmanager
def unhurried():
    """Ignore a further Ctrl+C or kill inside, so that cleaning up is not cut short."""
    with _handled(signal.SIG_IGN):
        yield


@contextlib.contextmanager
def postponed():
    """Let a Ctrl+C or kill wait for the end of the block: who is born inside is known by then."""
    waiting = []
    with _handled(lambda number, frame: waiting.append(number)):
        yield
    for number in waiting[:1]:
        signal.raise_signal(number)


@contextlib.contextmanager
def _handled(handler):
    """Let ``handler`` have what would end this process."""
    numbers = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)


def stop(process, gentle=GENTLE_SECONDS, ask=signal.SIGTERM):
    """End the process and everything it has started, with force after ``gentle`` seconds.

    With 0 seconds it is not asked at all, and has no last words. Not asked with SIGINT: a Python
    that is importing answers that with a traceback.
    """
    if WINDOWS:
        if process.poll() is None:
            tree = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
            subprocess.run(tree, capture_output=True, check=False)
    else:
        deadline = time.monotonic() + gentle
        alive = _signal(process, ask if gentle else 0)
        while alive and time.monotonic() < deadline:
            process.poll()
            time.sleep(0.02)
            alive = _signal(process, 0)
        if alive:
            _signal(process, signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()


def _signal(process, number):
    """Send the signal to the group; return whether somebody was there to receive it."""
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        # macOS answers PermissionError for a group of processes that only wait to be collected.
        return False
    return True


def replace(command, env):
    """Continue as ``command``: its exit code becomes this process's own. Does not return."""
    sys.stdout.flush()
    sys.stderr.flush()
    if not WINDOWS:
        os.execve(command[0], command, env)
    # Windows has no exec; both processes hear a Ctrl+C, and the child is the one to act on it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise SystemExit(subprocess.run(command, env=env, check=False).returncode)
