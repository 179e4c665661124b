"""Processes that are started here end here, whenever somebody presses Ctrl+C."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from tests.support import needs
from workshop.base import processes, windows_job
from workshop.base.problems import Problem
from workshop.base.steps import ROOT

posix = pytest.mark.skipif(processes.WINDOWS, reason="Windows has no SIGINT to send")
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


@posix
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


@posix
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


@posix
def test_a_signal_while_something_is_stopped_comes_after(tmp_path):
    process = processes.start([sys.executable, "-c", WAITS], stdout=subprocess.PIPE)
    process.stdout.readline()
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        # It takes half a second to end.
        processes.stop(process)
    assert process.returncode is not None


WAITS = """
import signal, sys, time
def end(number, frame):
    time.sleep(0.5)
    sys.exit()
signal.signal(signal.SIGTERM, end)
print("ready", flush=True)
time.sleep(600)
"""


def test_a_helper_that_fails_is_a_problem_with_its_reason():
    code = "import sys; print(sys.stdin.read(), flush=True); sys.exit('this is why')"
    with pytest.raises(Problem) as raised:
        processes.finish([sys.executable, "-c", code], "It could not be done:", told="said\n")
    assert str(raised.value) == "It could not be done:\n    said\n    this is why"


def test_a_helper_that_reads_nothing_is_no_broken_pipe():
    command = [sys.executable, "-c", "print('done')"]
    assert processes.finish(command, "Failed:", told="x" * 1_000_000) == "done\n"


def test_lines_are_read_until_a_deadline():
    code = "import time; print(1); print(2, flush=True); time.sleep(600)"
    with processes.group([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        found = []
        for line in processes.lines(process.stdout, time.monotonic() + SECONDS):
            found.append(line)
            if len(found) == 2:
                break
        assert found == [b"1\n", b"2\n"] or found == [b"1\r\n", b"2\r\n"]
        assert list(processes.lines(process.stdout, time.monotonic())) == []


@pytest.mark.skipif(sys.maxsize < 2**32, reason="The sizes are those of 64 bits")
def test_the_limits_of_a_job_are_as_long_as_windows_has_them():
    # JOBOBJECT_BASIC_ and JOBOBJECT_EXTENDED_LIMIT_INFORMATION; Windows refuses any other length.
    assert ctypes.sizeof(windows_job._Basic) == 64
    assert ctypes.sizeof(windows_job._Limits) == 144
