"""Wait for what comes true in a while: for a condition, never for a time."""

import time

SECONDS = 60


def become(condition, seconds=SECONDS):
    """Return what ``condition()`` returns as soon as that is true, at the latest in ``seconds``."""
    deadline = time.monotonic() + seconds
    while not (held := condition()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return held
