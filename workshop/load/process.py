"""What a process costs, where the system tells: Linux, through /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
LISTENS = "0A"


@dataclass(frozen=True)
class Usage:
    """What a process has used until now: processor time in seconds, memory in bytes."""

    cpu: float
    memory: int


def usage(pid):
    """Return the ``Usage`` of a process; None when there is none, or the system does not tell."""
    if pid is None:
        return None
    try:
        stat = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
        pages = int((PROC / str(pid) / "statm").read_text(encoding="utf-8").split()[1])
        # The name before the bracket may hold spaces; then follow the fields from the third on.
        fields = stat.rpartition(")")[2].split()
        ticks = int(fields[11]) + int(fields[12])
        cpu = _nanoseconds(pid) or ticks / os.sysconf("SC_CLK_TCK")
        return Usage(cpu, pages * os.sysconf("SC_PAGE_SIZE"))
    except (OSError, ValueError, IndexError, AttributeError):
        return None


def _nanoseconds(pid):
    """Return the processor time of all threads in seconds; ticks of 10 ms are too coarse."""
    try:
        threads = list((PROC / str(pid) / "task").iterdir())
        stats = [(thread / "schedstat").read_text(encoding="utf-8") for thread in threads]
        return sum(int(stat.split()[0]) for stat in stats) / 1e9
    except (OSError, ValueError, IndexError):
        return None


def listening(port):
    """Return the id of this machine's process that listens on a port; None when unknown."""
    inodes = set()
    for table in ("tcp", "tcp6"):
        try:
            lines = (PROC / "net" / table).read_text(encoding="utf-8").splitlines()[1:]
        except OSError:
            continue
        rows = [line.split() for line in lines]
        inodes |= {
            f"socket:[{row[9]}]"
            for row in rows
            if row[3] == LISTENS and int(row[1].rpartition(":")[2], 16) == port
        }
    return next((pid for pid in _pids() if inodes & _files(pid)), None) if inodes else None


def _pids():
    # The youngest first: a reloader's parent holds the socket too, but its child serves it.
    found = (int(folder.name) for folder in PROC.iterdir() if folder.name.isdecimal())
    return sorted(found, reverse=True)


def _files(pid):
    try:
        return {os.readlink(file) for file in (PROC / str(pid) / "fd").iterdir()}
    except OSError:
        return set()
