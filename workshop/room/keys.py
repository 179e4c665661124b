"""Single keys from a terminal, without Enter; elsewhere there are none."""

import os
import sys
import time
from contextlib import ExitStack, contextmanager

WINDOWS = sys.platform == "win32"


@contextmanager
def pressed():
    """Yield a function ``key(seconds)``: the next key, a str, or "" when none came in that time.

    Where standard input is no terminal it always waits and returns "". The terminal is as it was
    when this is left.
    """
    with ExitStack() as stack:
        if not sys.stdin or not sys.stdin.isatty():
            yield _none
        elif WINDOWS:
            yield _windows
        else:
            import termios
            import tty

            number = sys.stdin.fileno()
            before = termios.tcgetattr(number)
            stack.callback(termios.tcsetattr, number, termios.TCSADRAIN, before)
            # Ctrl+C goes on to end the command.
            tty.setcbreak(number)
            yield _posix


def _none(seconds):
    time.sleep(seconds)
    return ""


def _posix(seconds):
    import select

    number = sys.stdin.fileno()
    if not select.select([number], [], [], seconds)[0]:
        return ""
    return os.read(number, 1).decode("ascii", "replace")


def _windows(seconds):
    import msvcrt

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if msvcrt.kbhit():
            return msvcrt.getwch()
        time.sleep(0.05)
    return ""
