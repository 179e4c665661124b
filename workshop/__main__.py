"""``python -m workshop``: refuse a Python that is too old, then hand over to the commands.

This file has to be readable for old Pythons, so that they get a sentence and no SyntaxError.
"""
# ruff: noqa: UP031

import errno
import os
import shutil
import sys

from workshop.setup.pythons import DOCTOR, NEWEST, OLDEST, fetched, newer

# As a shell tells that a program ended because nobody read on: 128 and the signal's number.
CLOSED_PIPE = 141


def refusal(version, executable, find, arguments=()):
    """Return the lines for a Python older than the oldest supported one, else None.

    ``version`` is like ``sys.version_info``; ``find(name)`` returns a program's path or None;
    ``arguments`` are those of the command.
    """
    if tuple(version[:2]) >= OLDEST:
        return None
    found = newer(find)
    where = "This machine has a newer one:" if found else "    " + fetched(find) + "\nThen"
    lines = [
        "The workshop needs Python %d.%d to %d.%d." % (OLDEST + NEWEST),
        "This is Python %d.%d: %s" % (version[0], version[1], executable),
        where + " start again with it:",
        "    " + " ".join([found or "python3", "-m", "workshop"] + list(arguments)),
    ]
    return "\n".join(lines)


def start():
    """Run the command that the arguments name; return the exit code."""
    find = getattr(shutil, "which", lambda name: None)
    message = refusal(sys.version_info, sys.executable, find, sys.argv[1:])
    # The doctor says the same, and looks at the rest of the machine.
    if sys.argv[1:2] == ["doctor"] and sys.version_info >= DOCTOR:
        message = None
    if message:
        sys.stderr.write(message + "\n")
        return 2
    try:
        from workshop.cli import main

        try:
            return main(sys.argv[1:])
        finally:
            # Here and not at Python's own end, where nobody could catch that nobody reads.
            if sys.stdout:
                sys.stdout.flush()
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped.\n")
        return 130
    except OSError as error:
        if not nobody_reads(error):
            raise
        # Python would try once more at its end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE


def nobody_reads(error):
    """Return whether an OSError says that what is printed reaches nobody: ``| head -1``."""
    # Windows has no word of its own for it.
    on_windows = os.name == "nt" and error.errno == errno.EINVAL and not error.filename
    return isinstance(error, BrokenPipeError) or on_windows


if __name__ == "__main__":
    sys.exit(start())
