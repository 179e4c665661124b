"""A process that collects and runs a folder's tests, seen from the pytest that reports them."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from workshop.base.steps import ROOT
from workshop.serve.server import environment

HERE = Path(__file__).parent
STOP_SECONDS = 10


class StepProcessEnded(Exception):
    """The process ended before it had told everything; the text holds what it printed."""


class StepProcess:
    """The child pytest for the folder ``tests``: tests of the step ``project``, or of no step.

    It starts at once and collects; ``found()`` waits for that. ``run()`` names the tests that
    are wanted, ``reports()`` waits for one of them, ``stop()`` ends the process in any state.
    """

    def __init__(self, config, tests, project):
        self.config = config
        self.project = project
        self.name = (project or tests).name
        self.log = tempfile.TemporaryFile()  # noqa: SIM115
        shown = config.option.capture == "no"
        self.process = subprocess.Popen(
            self._command(tests),
            cwd=config.invocation_params.dir,
            env=self._environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if shown else self.log,
            encoding="utf-8",
        )
        self._found = None
        self._wanted = []
        self._reports = {}
        self._told = False
        self._failed = False
        self._messages = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _environment(self):
        step = {"DJANGO_SETTINGS_MODULE": "learning.settings"} if self.project else {}
        return environment(
            **step,
            PYTHONPATH=os.pathsep.join(map(str, filter(None, [self.project, ROOT]))),
            # The step folders stay as they are.
            PYTHONDONTWRITEBYTECODE="1",
            # Only what the parent asks for, whatever else is installed or set.
            PYTEST_DISABLE_PLUGIN_AUTOLOAD="1",
            PYTEST_ADDOPTS="",
            PYTEST_PLUGINS="",
        )

    def _command(self, tests):
        option = self.config.option
        settings = HERE / "steps.ini" if self.project else self.config.inipath
        options = [
            # Without -P a folder "learning" or "chat" where pytest was started would win.
            *[sys.executable, "-P", str(HERE / "step_worker.py"), str(tests)],
            *["-c", str(settings), f"--rootdir={self.config.rootpath}"],
            *[f"--confcutdir={tests}", "-p", "no:cacheprovider"],
            *(["-p", "django", "-p", "asyncio"] if self.project else []),
            "--continue-on-collection-errors",
            # What is printed goes to the log too, or a crash would take it along.
            "--capture=no" if option.capture == "no" else "--capture=tee-sys",
            *[f"-W{warning}" for warning in option.pythonwarnings or ()],
            *[f"--tb={option.tbstyle}", f"--verbosity={option.verbose}"],
        ]
        return options + ["--showlocals"] * option.showlocals

    def _listen(self):
        # Read ahead, or a full pipe would hold up the tests.
        for line in self.process.stdout:
            self._messages.put(json.loads(line))
        self._messages.put(None)

    def _next(self):
        message = self._messages.get()
        if message is None:
            self._messages.put(None)
            self.process.wait()
            raise StepProcessEnded(self._obituary())
        return message

    def _obituary(self):
        ended = f"The process for the tests of {self.name} ended with exit code "
        ended += f"{self.process.returncode}."
        if self._told:
            return f"{ended} What it printed is above."
        self._told = True
        self.log.seek(0)
        printed = self.log.read().decode("utf-8", errors="replace")
        return f"{ended} What it printed:\n\n{printed}"

    def found(self):
        """Return a dict: ``files`` (path: outcome and text), ``tests`` (a list of dicts).

        Raises ``StepProcessEnded``.
        """
        if self._found is None:
            self._found = self._next()
            outcomes = [file["outcome"] for file in self._found["files"].values()]
            self._failed = "failed" in outcomes
        return self._found

    def run(self, nodeids):
        """Let the process run these tests, in this order, and end."""
        self._wanted = list(nodeids)
        try:
            self.process.stdin.write(json.dumps(self._wanted) + "\n")
            self.process.stdin.flush()
        except (OSError, ValueError):
            # It is gone, or was stopped; whoever asks for a report hears why.
            pass

    def wait(self):
        """Wait until it has told everything."""
        self._listener.join()

    def reports(self, nodeid):
        """Yield the reports of a test's phases as they arrive.

        Raises ``StepProcessEnded`` when the process dies before the test is over, or ends badly
        after the last one.
        """
        while nodeid not in self._reports or self._reports[nodeid][-1] is not None:
            message = self._next()
            if "finished" in message:
                self._reports[message["finished"]].append(None)
            else:
                data = message["report"]
                self._failed |= data["outcome"] == "failed"
                if isinstance(data["longrepr"], list):
                    # The reason of a skip: a tuple for pytest, which JSON does not know.
                    data["longrepr"] = tuple(data["longrepr"])
                self._reports.setdefault(data["nodeid"], []).append(data)
        for data in self._reports.pop(nodeid)[:-1]:
            yield self.config.hook.pytest_report_from_serializable(config=self.config, data=data)
        self._wanted.remove(nodeid)
        if not self._wanted:
            self._end()

    def _end(self):
        try:
            self._next()
        except StepProcessEnded:
            expected = pytest.ExitCode.TESTS_FAILED if self._failed else pytest.ExitCode.OK
            if self.process.returncode != expected:
                raise

    def stop(self):
        """End the process, its fixtures cleaned up, and wait until it is gone."""
        # It may have ended by itself, with orders unread.
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._listener.join()
        self.process.stdout.close()
        self.log.close()
