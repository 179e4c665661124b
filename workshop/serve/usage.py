"""What a server costs: its processor time and its memory, those of its children included."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Usage:
    """What a process has used until now: processor time in seconds, memory in bytes."""

    cpu: float
    memory: int


def usage(pid):
    """Return the ``Usage`` of a process and its children; None for no process of this user."""
    if pid is None:
        return None
    try:
        head = psutil.Process(pid)
        used = [_own(head)]
        children = head.children(recursive=True)
    except psutil.Error:
        return None
    # On Windows the Python of a virtual environment is a child of the one that was started.
    for child in children:
        with contextlib.suppress(psutil.Error):
            used.append(_own(child))
    return Usage(sum(one.cpu for one in used), sum(one.memory for one in used))


def _own(process):
    with process.oneshot():
        times, memory = process.cpu_times(), process.memory_info().rss
    return Usage(_nanoseconds(process.pid) or times.user + times.system, memory)


def _nanoseconds(pid):
    """Return the processor time of all threads in seconds, or None where Linux does not tell.

    By hand: psutil knows Linux's ticks of 10 ms, which are too coarse for a batch of messages.
    """
    try:
        stats = [file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/schedstat")]
        return sum(int(stat.split()[0]) for stat in stats) / 1e9
    except (OSError, ValueError, IndexError):
        return None
