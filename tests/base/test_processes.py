"""Processes that are started here end here, whenever somebody presses Ctrl+C."""

import os
import signal
import subprocess
import sys

import pytest

from tests.support import needs
from workshop.base import processes
from workshop.base.steps import ROOT

pytestmark = pytest.mark.skipif(processes.WINDOWS, reason="Windows has no SIGINT to send")
SECONDS = 60
BROWSING = """
import time
from workshop.serve.browser import open_browser
with open_browser() as browser:
    page = browser.new_page()
    try:
        print("open", flush=True)
        time.sleep(600)
    except KeyboardInterrupt:
        print("still there:", page.evaluate("1 + 1"))
"""


def test_ctrl_c_at_the_birth_of_a_process_leaves_none(monkeypatch):
    born = []
    popen = subprocess.Popen

    def interrupted(*arguments, **options):
        born.append(popen(*arguments, **options))
        signal.raise_signal(signal.SIGINT)
        return born[0]

    monkeypatch.setattr(subprocess, "Popen", interrupted)
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    try:
        with pytest.raises(KeyboardInterrupt), processes.group(command):
            pass
        assert born[0].returncode is not None
    finally:
        born[0].kill()
        born[0].wait()


def test_ctrl_c_at_the_terminal_leaves_the_browser_to_us():
    needs.chromium()
    with subprocess.Popen(
        [sys.executable, "-c", BROWSING],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout.readline() == "open\n"
            # As a terminal does: to everybody at once, Playwright's own process too.
            os.killpg(process.pid, signal.SIGINT)
            printed, _ = process.communicate(timeout=SECONDS)
        finally:
            process.kill()
    assert (process.returncode, printed) == (0, "still there: 2\n")
