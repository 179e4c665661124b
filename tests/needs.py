"""What some tests need of the machine. Missing: skipped with the reason, or failed if strict."""

import os
import shutil

import pytest

from workshop.browser import find_browser
from workshop.redis import find_redis


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


def program(name, package):
    """Return the path (str) of a program, otherwise ``missing``; ``package`` brings it."""
    path = shutil.which(name)
    if path is None:
        missing(f"There is no {name} on this machine's PATH: install {package}.")
    return path
