"""A check that is stopped, even by force, leaves no server and no browser; watching goes on."""

import os
import signal
import subprocess
import sys

import pytest

from tests.support import alive, needs
from tests.support.lesson import LESSON
from tests.support.waiting import become
from workshop.base.steps import ROOT
from workshop.lesson import checkpoints

SECONDS = 30
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")


def start(folder, *options):
    return subprocess.Popen(
        [sys.executable, "-m", "workshop", "check", str(folder), *options],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder.parent)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.all
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_check_leaves_no_browser(tmp_path, number):
    needs.chromium()
    folder = checkpoints.write(LESSON.checkpoint("2.4"), tmp_path / "learning")
    process = start(folder)
    with process.stdout:
        assert become(lambda: alive.mentioning(tmp_path, "--headless"))
        process.send_signal(number)
        process.wait(SECONDS)
    assert become(lambda: not alive.mentioning(tmp_path, "--headless"))


def test_watching_checks_again_at_each_save(tmp_path):
    folder = checkpoints.write(LESSON.checkpoint("1.2"), tmp_path / "learning")
    process = start(folder, "--watch")
    views = folder / "chat" / "views.py"
    right = views.read_text(encoding="utf-8")

    def read_until(words):
        seen = ""
        for line in process.stdout:
            seen += line
            if words in line:
                return seen
        raise AssertionError(seen)

    try:
        assert "All is well so far" in read_until("Watching.")
        views.write_text(right.replace("return render", "render"), encoding="utf-8", newline="\n")
        assert "chat/views.py, line" in read_until("Tried on a copy")
        read_until("Watching.")
        views.write_text(right, encoding="utf-8", newline="\n")
        assert "All is well so far" in read_until("Watching.")
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS) == 130
        process.stdout.close()
