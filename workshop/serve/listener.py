"""Who listens on a port of this machine: which process it is, and whether it is ours."""

import contextlib

try:
    import psutil
except ImportError:
    # The doctor asks for ports before anything is installed.
    psutil = None


def owner(port):
    """Return the process (of psutil) that listens on a port; None when it is somebody else's.

    None as well before the packages are installed.
    """
    if psutil is None:
        return None
    try:
        everybody = psutil.net_connections("tcp")
        pids = {one.pid for one in everybody if _listens(one, port) and one.pid}
    except psutil.AccessDenied:
        # On macOS only root is told of all at once.
        pids = psutil.pids()
    found = []
    for pid in pids:
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(pid)
            if _has(process, port):
                found.append((process.create_time(), pid))
    # The youngest: a reloader's parent holds the socket too, but its child serves it.
    return psutil.Process(max(found)[1]) if found else None


def held_by(pid, port):
    """Return whether a process or a child of its listens on a port.

    True as well where the system does not let us look: then nothing speaks against it.
    """
    try:
        head = psutil.Process(pid)
        family = [head, *head.children(recursive=True)]
    except psutil.NoSuchProcess:
        return False
    unknown = False
    for process in family:
        try:
            if _has(process, port):
                return True
        except psutil.NoSuchProcess:
            continue
        except psutil.Error:
            unknown = True
    return unknown


def _has(process, port):
    return any(_listens(one, port) for one in process.net_connections("tcp"))


def _listens(connection, port):
    return connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
