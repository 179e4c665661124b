"""What some tests need of the machine. Missing: skipped with the reason, or failed if strict."""

import functools
import os
import shutil
import subprocess
import sys
import tempfile

import pytest

from workshop.serve.browser import find_browser
from workshop.serve.redis_server import find_redis


def missing(reason):
    """Skip the test; with WORKSHOP_STRICT=1 in the environment fail it."""
    if os.environ.get("WORKSHOP_STRICT") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def redis():
    """Return at once when the machine has a Redis server, otherwise ``missing``."""
    if find_redis() is None:
        missing("There is no redis-server on this machine's PATH.")


def chromium():
    """Return the ``Path`` of a browser, otherwise ``missing``."""
    path, reason = find_browser()
    if path is None:
        missing(reason)
    return path


def registry():
    """Return at once when pip gets packages from somewhere, otherwise ``missing``."""
    reason = _registry_refuses()
    if reason:
        missing(f"pip gets no packages here: {reason}")


@functools.cache
def _registry_refuses():
    """Let pip download something tiny, as it is set up here; return its last line, or ""."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-cache-dir"]
        command += ["--retries", "0", "--timeout", "10", "--dest", folder, "iniconfig"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
    return "\n".join(lines[-1:]) or "it failed" if done.returncode else ""


def terminal():
    """Return at once where a program can be given a terminal to ask at, otherwise ``missing``."""
    if os.name != "posix":
        missing("Commands that ask questions are typed at a terminal of Linux and macOS.")


def program(name, package):
    """Return the path (str) of a program, otherwise ``missing``; ``package`` brings it."""
    path = shutil.which(name)
    if path is None:
        missing(f"There is no {name} on this machine's PATH: install {package}.")
    return path
