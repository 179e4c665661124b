"""Child processes that take all of their own children with them when they stop.

Standard library only, and no psutil: the set-up that installs the packages runs pip with it.
"""

import atexit
import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time

from workshop.base.problems import Problem, tail

WINDOWS = sys.platform == "win32"
if WINDOWS:
    from workshop.base import windows_job

GENTLE_SECONDS = 5
LISTEN_SECONDS = 0.2
# What ends this process from outside: Ctrl+C, kill, a terminal or a window of Windows that closes.
ENDING = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
]
# Started and not stopped yet. Between two instructions of a ``with`` a signal may come, too.
_started = set()


def _unwind(number, frame):
    raise SystemExit(128 + number)


def unwind_when_ended(unwind=_unwind):
    """Let what ends this process raise, as Ctrl+C does, so that children are stopped.

    ``unwind`` handles the signal, by default with a ``SystemExit`` of 128 and its number.
    """
    for number in ENDING:
        # Whoever started this with a signal ignored (nohup) wants it ignored.
        if number != signal.SIGINT and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, unwind)


@contextlib.contextmanager
def group(command, gentle=GENTLE_SECONDS, ask=signal.SIGTERM, **options):
    """Start ``command`` as the head of a process group of its own; yield its ``Popen``.

    On leaving, however that comes about, the whole group is stopped: asked for ``gentle`` seconds
    with the signal ``ask``, then killed. Takes the options of ``subprocess.Popen``; ``stdin`` is
    closed to the child.
    """
    process = start(command, **options)
    try:
        yield process
    finally:
        stop(process, gentle, ask)


def start(command, **options):
    """Start ``command`` as the head of a process group of its own; return its ``Popen``.

    Whoever calls this stops it with ``stop``. What an interruption kept from that is killed when
    this process ends.
    """
    options.setdefault("stdin", subprocess.DEVNULL)
    if WINDOWS:
        options["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP
    else:
        # Out of reach of the terminal's Ctrl+C: it is this process that stops the group.
        options["start_new_session"] = True
    process = None
    try:
        with postponed():
            process = subprocess.Popen(command, **options)
            _started.add(process)
            if WINDOWS:
                windows_job.hold(process)
    except BaseException:
        if process:
            stop(process, gentle=0)
        raise
    return process


def finish(command, failed, told=None, **options):
    """Run a command of ours to its end; return what it printed, a str, errors among it.

    ``told`` (a str) is what it reads. Raises ``Problem`` when it fails: ``failed``, then its last
    lines. However this is left, nothing of it goes on.
    """
    options |= {"stdin": subprocess.DEVNULL if told is None else subprocess.PIPE}
    options |= {"text": True, "encoding": "utf-8", "errors": "replace"}
    with group(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options) as process:
        if told is not None:
            # Whoever ends before it has read says why in its output.
            with contextlib.suppress(OSError), process.stdin:
                process.stdin.write(told)
        output = "".join(lines(process.stdout))
        code = process.wait()
    if code:
        raise Problem(f"{failed}\n{tail(output)}")
    return output


def reading(pieces, take):
    """Start a thread that hands each of the ``pieces`` of a process's output to ``take``.

    At the end it hands over None. Return the ``Thread``. A process whose output nobody reads
    waits for ever.
    """

    def read():
        # Closed under our hands when the process is stopped; a terminal's end is an OSError.
        with contextlib.suppress(OSError, ValueError):
            for piece in pieces:
                take(piece)
        take(None)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    return thread


def lines(stream, deadline=float("inf")):
    """Yield each line of a pipe until it ends, or until ``deadline``, a ``time.monotonic()``.

    Python on Windows hears a Ctrl+C only between two waits, so none is long.
    """
    arrived = queue.SimpleQueue()
    reading(stream, arrived.put)
    while time.monotonic() < deadline:
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
    """Let ``handler`` have what would end this process: only its main thread is interrupted."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {}
    try:
        for number in ENDING:
            before[number] = signal.getsignal(number)
            signal.signal(number, handler)
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)


def stop(process, gentle=GENTLE_SECONDS, ask=signal.SIGTERM):
    """End the process and everything it has started, with force after ``gentle`` seconds.

    With 0 seconds it is not asked at all, and has no last words. Not asked with SIGINT: a Python
    that is importing answers that with a traceback.
    """
    # Who is on the way out already hears no second Ctrl+C; anybody else hears the first one after.
    with unhurried() if sys.exc_info()[0] else postponed():
        if WINDOWS:
            # Nothing can be asked there without a console that both of us share.
            windows_job.end(process)
        else:
            _end_group(process, gentle, ask)
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            # What nobody reads any more cannot be written, either.
            with contextlib.suppress(OSError):
                if stream:
                    stream.close()
        _started.discard(process)


def _end_group(process, gentle, ask):
    deadline = time.monotonic() + gentle
    alive = _signal(process, ask if gentle else 0)
    while alive and time.monotonic() < deadline:
        process.poll()
        time.sleep(0.02)
        alive = _signal(process, 0)
    if alive:
        _signal(process, signal.SIGKILL)


def _signal(process, number):
    """Send the signal to the group; return whether somebody was there to receive it."""
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        # macOS answers PermissionError for a group of processes that only wait to be collected.
        return False
    return True


@atexit.register
def _stop_the_rest():
    with unhurried():
        for process in list(_started):
            stop(process)


def replace(command, env):
    """Continue as ``command``: its exit code becomes this process's own. Does not return."""
    sys.stdout.flush()
    sys.stderr.flush()
    if not WINDOWS:
        os.execve(command[0], command, env)
    # Windows has no exec; both processes hear a Ctrl+C, and the child is the one to act on it.
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(subprocess.run(command, env=env, check=False).returncode)
