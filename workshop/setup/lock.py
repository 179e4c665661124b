"""One call at a time sets up ``.venv``: the system frees the lock when its process ends."""

import contextlib
import time

from workshop.base.problems import from_os_error
from workshop.base.processes import WINDOWS

if WINDOWS:
    import msvcrt
else:
    import fcntl

SECONDS = 0.2


@contextlib.contextmanager
def alone(venv):
    """Hold, inside, the only lock on the folder ``venv`` (a file beside it); wait for it before.

    Raises ``Problem`` where no file can be written. A file system without locks is trusted.
    """
    try:
        file = venv.with_name(venv.name + ".lock").open("a", encoding="utf-8")
    except OSError as error:
        error.filename = None
        raise from_os_error(error, venv.parent) from None
    with file:
        told = False
        while not _locked(file):
            if not told:
                print(f"Another call is setting up {venv}, waiting ...", flush=True)
                told = True
            time.sleep(SECONDS)
        yield


def _locked(file):
    try:
        if WINDOWS:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        # Some network folders know no locks.
        return True
    return True
