"""A server, and what it has started, is gone whenever it is interrupted."""

import random
import signal
import subprocess
import sys
import time

import pytest

from tests.support import alive
from workshop.base.processes import WINDOWS
from workshop.base.steps import ROOT, STEPS
from workshop.serve.server import Server, copy_project

SECONDS = 60
# Starts and stops without an end, as a command does: what ends it unwinds.
SERVING = """
import sys
from workshop.base.processes import unwind_when_ended
from workshop.serve.server import Server
unwind_when_ended()
print("begun", flush=True)
while True:
    with Server(sys.argv[1]):
        pass
"""
# Serves like the real one and has a child, but starts in a tenth of the time.
QUICK = """
import http.server, subprocess, sys
subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"])
host, port = sys.argv[2].split(":")
http.server.HTTPServer((host, int(port)), http.server.SimpleHTTPRequestHandler).serve_forever()
"""
ENDS = [signal.SIGTERM, *([] if WINDOWS else [signal.SIGINT, signal.SIGHUP])]


def interrupted(project, number, seconds):
    """Let a process start and stop servers, and end it after ``seconds``; return its output."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVING, str(project)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    try:
        assert process.stdout.readline() == "begun\n"
        # Not to wait for something: any moment will do.
        time.sleep(seconds)
        process.send_signal(number)
        return process.communicate(timeout=SECONDS)[0]
    finally:
        process.kill()
        process.communicate()


@pytest.mark.all
@pytest.mark.skipif(WINDOWS, reason="Windows has no signal that a program can answer")
def test_interrupted_at_any_moment_it_leaves_no_process(tmp_path):
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "manage.py").write_text(QUICK, encoding="utf-8")
    moments = random.Random(11)
    try:
        for number in ENDS * 7:
            moment = moments.uniform(0, 0.5)
            told = interrupted(tmp_path / "project", number, moment)
            assert alive.mentioning(tmp_path) == [], (number, moment, told)
    finally:
        alive.end(alive.mentioning(tmp_path))


@pytest.mark.skipif(WINDOWS, reason="Windows has no signal that a program can answer")
@pytest.mark.all
def test_a_real_server_interrupted_at_any_moment_leaves_no_process(tmp_path):
    project = copy_project(STEPS[2], tmp_path / "project")
    try:
        for number in range(30):
            told = interrupted(project, signal.SIGTERM, number / 10)
            assert alive.mentioning(tmp_path) == [], (number, told)
    finally:
        alive.end(alive.mentioning(tmp_path))


@pytest.mark.parametrize("leader", ["stays", "died first"])
def test_children_of_children_end_with_it(tmp_path, leader):
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "manage.py").write_text(QUICK, encoding="utf-8")
    try:
        with Server(tmp_path / "project") as server:
            assert len(alive.mentioning(tmp_path)) == 2
            if leader == "died first":
                server.process.kill()
                server.process.wait()
                assert len(alive.mentioning(tmp_path)) == 1
        assert alive.mentioning(tmp_path) == []
    finally:
        alive.end(alive.mentioning(tmp_path))
