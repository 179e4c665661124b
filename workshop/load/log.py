"""What the log of a server says of its troubles."""

from workshop.setup.pip_output import tail

TRACEBACK = "Traceback (most recent call last):\n"
LINES = 3


def trouble(server):
    """Return whether a ``Server`` has ended, and the last error in its log; "" if all is well."""
    told, log = [], server.output()
    status = server.process.poll()
    if status is not None:
        told.append(f"The server has ended, with status {status}.")
    if TRACEBACK in log:
        told.append(f"The last error in its log:\n{_last_error(log)}")
    elif status is not None:
        told.append(tail(log))
    return "\n".join(told)


def _last_error(log):
    lines = [line for line in log.rpartition(TRACEBACK)[2].splitlines() if line.strip()]
    ends = (n for n, line in enumerate(lines, 1) if not line.startswith(" "))
    end = next(ends, len(lines))
    return "\n".join(f"    {line.strip()}" for line in lines[max(0, end - LINES) : end])
