"""Which processes work for a test, on every system: psutil asks for them."""

import psutil


def mentioning(mark, *words):
    """Return the processes with the text ``mark`` in command line, folder or environment.

    Those that run this test are not among them. ``words`` have to be in the command line.
    """
    mine = {process.pid for process in psutil.Process().parents()} | {psutil.Process().pid}
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid in mine or process.status() == psutil.STATUS_ZOMBIE:
                continue
            line = " ".join(process.cmdline())
            told = line + str(process.cwd()) + " ".join(process.environ().values())
        except (psutil.Error, OSError):
            # It has ended meanwhile, or is somebody else's.
            continue
        if str(mark) in told and all(word in line for word in words):
            found.append(process)
    return found


def end(found):
    """Kill the processes of a list: what a failed test has left."""
    for process in found:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
