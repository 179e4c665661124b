"""The machine that was measured on: figures mean little without it."""

import os
import platform
import time
from importlib import metadata
from pathlib import Path

PACKAGES = (
    "django", "channels", "daphne", "twisted", "autobahn", "channels_redis", "uvicorn",
    "starlette", "websockets",
)  # fmt: skip


def load():
    """Return how many processes wanted to run in the last minute, on average; None if unknown."""
    try:
        return round(os.getloadavg()[0], 1)
    except (AttributeError, OSError):
        return None


def processor():
    """Return the processor's name, as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def described(load_before, load_after, seconds):
    """Return the description as a dict for ``data.json``."""
    return {
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "system": platform.system(),
        "processor": processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_before": load_before,
        "load_after": load_after,
        "minutes": round(seconds / 60, 1),
        "packages": {name: metadata.version(name) for name in PACKAGES},
    }
