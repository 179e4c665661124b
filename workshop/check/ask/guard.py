"""Keeps what a trial does inside of its copy: there forms are sent, and buttons pressed.

An audit hook (https://docs.python.org/3/library/audit_events.html) refuses connections to other
programs, new processes, and changes to files outside of the copy. Each refusal is a line of the
server's output that begins with ``REFUSED``: what failed after it says nothing about the project.
"""

import os
import socket
import sys
import tempfile
from pathlib import Path

from workshop.check.ask.inside import MARK

REFUSED = f"{MARK} refused on a copy: "
PROCESSES = (
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.startfile",
)
CONNECTIONS = ("socket.connect", "socket.sendto", "socket.sendmsg")
FILES = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.truncate", "os.link", "os.symlink")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def stand(folder):
    """Refuse from now on, in this process, what would change something outside of ``folder``."""
    inside = tuple({os.path.realpath(one) for one in (folder, tempfile.gettempdir(), os.devnull)})

    def outside(path):
        if not isinstance(path, str | bytes | Path):
            # A descriptor: it was looked at when it was opened.
            return False
        path = os.path.realpath(os.fsdecode(path))
        return not any(path == one or path.startswith(one + os.sep) for one in inside)

    def look(event, details):
        if event in CONNECTIONS:
            wrong = not _pair()
        elif event in PROCESSES:
            wrong = True
        elif event == "open":
            path, _, flags = details
            wrong = bool((flags or 0) & WRITING) and outside(path)
        elif event == "sqlite3.connect":
            wrong = details[0] != ":memory:" and outside(details[0])
        else:
            wrong = event in FILES and any(outside(one) for one in details[:2])
        if wrong:
            # Without a buffer: the hook may be called in the middle of a print.
            os.write(2, f"{REFUSED}{event}\n".encode())
            raise PermissionError(f"{event} is refused on a copy")

    sys.addaudithook(look)


def _pair():
    """Return whether a connection is the one of ``socketpair()``, on systems that lack it."""
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_filename == socket.__file__ and "pair" in frame.f_code.co_name:
            return True
        frame = frame.f_back
    return False
