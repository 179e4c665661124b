"""The tests that a newer Python, Django or server can break, and how they are run and counted."""

import os
import re
import signal
import subprocess
import sys
import time

from workshop.base.processes import finish, group, lines
from workshop.base.steps import ROOT, STEPS
from workshop.versions import ran

STEP_TESTS = tuple(f"tests/steps/{project.name}" for project in STEPS.values())
OTHERS = ("tests/serve/test_other_servers.py", "tests/serve/test_connection_endings.py")
GENTLE_SECONDS = 30
# What stands behind ``python -m pytest``, for each server.
SUITES = {
    "Daphne": (*STEP_TESTS, "tests/serve/test_claims.py", "tests/serve/test_hostile_messages.py"),
    "Uvicorn": (*OTHERS, "--all", "-k", "uvicorn and not gunicorn"),
    "Gunicorn": (*OTHERS, "--all", "-k", "gunicorn"),
}
COUNTED = re.compile(r"(\d+) (passed|failed|errors?|skipped)")
LAST = re.compile(r"^=+ .*\bin \d.* =+$", re.MULTILINE)
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S.*?)(?: - .*)?$", re.MULTILINE)


def servers(system=sys.platform):
    """Return the names of the servers that a system has, like ``sys.platform``: a list."""
    return [name for name in SUITES if name != "Gunicorn" or system != "win32"]


def counts(output):
    """Return what pytest's last line counts: a dict of passed, failed and skipped."""
    found = {"passed": 0, "failed": 0, "skipped": 0}
    lines = LAST.findall(output)
    for number, word in COUNTED.findall(lines[-1] if lines else ""):
        found["failed" if word.startswith("error") else word] += int(number)
    return found


def run(words, python=sys.executable, more=()):
    """Run pytest with these words, what it prints shown as it comes.

    Returns the exit code, its counts (see ``counts``), and the names of failed tests, a list.
    """
    command = [str(python), "-m", "pytest", *words, *more]
    told = []
    with group(
        command,
        # pytest ends its servers then, and tells what it has.
        ask=signal.SIGINT,
        gentle=GENTLE_SECONDS,
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in lines(process.stdout):
            print(line, end="", flush=True)
            told.append(line)
        code = process.wait()
    output = "".join(told)
    return code, counts(output), list(dict.fromkeys(FAILED.findall(output)))


def cell(server, python, found, seconds):
    """Return a cell of ``ran.py``; ``python`` and Django's versions are those of the dict."""
    name, release = ran.system()
    return {
        "system": name,
        "release": release,
        **python,
        "server": server,
        "date": ran.today(),
        **found,
        "seconds": round(seconds),
    }


def versions(python=sys.executable):
    """Return the versions of a Python and of its Django: a dict of ``python`` and ``django``."""
    code = "import platform, django; print(platform.python_version(), django.__version__)"
    printed = finish([str(python), "-c", code], "This Python could not be asked for its versions:")
    return dict(zip(("python", "django"), printed.split(), strict=True))


def ask(servers, python=sys.executable, more=()):
    """Run the tests of each server; return the cells and the failed tests' names, two lists."""
    cells, failed = [], []
    for server in servers:
        started = time.monotonic()
        _, found, names = run(SUITES[server], python, more)
        if not any(found.values()):
            failed.append(f"{server}: no test ran")
            continue
        cells.append(cell(server, versions(python), found, time.monotonic() - started))
        failed += names
    return cells, failed
