"""Whatever somebody types, and whoever stops to read: no command ends in a traceback."""

import os
import subprocess
import sys

import pytest

from tests.support.quick import chosen
from workshop.base.steps import ROOT
from workshop.cli import COMMANDS

SECONDS = 120
LONG = "x" * 300
BUILD = ["--without-lab", "--build", "--to", "docs"]
RUN = (["--port", "99999"], ["--port", "٣"], ["--people", "3"], ["--lan", "--address", "WRONG"])
LOAD = (["nosuch"], [LONG], ["http://["], ["http://127.0.0.1:99999/"], ["http://127.0.0.1:1/"])
BOUNDS = (["4"], ["--people", "-1"], ["--rate", "nan"], ["--plot", "/"], ["http://example.com"])
ODD = {
    "run": RUN,
    "check": (["no such folder"], [LONG], ["/"], ["\x01"], ["--to", "9.9"], [""]),
    "exercise": (["nosuch"], ["joins", "nosuch"], ["joins", LONG], ["count", ""], ["\udcff"]),
    "goto": (["9.9", "x"], ["2.3"], ["2.3", LONG], ["2.3", "/"], ["2.3", ""], ["\udcff", "x"]),
    "load": (*LOAD, *BOUNDS),
    "measure": (["--data"], ["--quick", "now"]),
    "doctor": (["now"],),
    "docs": (
        ["--port", "99999"],
        ["--port", "-1"],
        ["--port", "a"],
        BUILD,
    ),
    "bag": (["--to", "README.md"], ["--systems", "amiga"], ["--pythons", "2.7"]),
    "record": (["--only", "nosuch"], ["nosuch"]),
    "test": (["--nosuch"],),
    "tried": (["--server", "iis"], ["--to"]),
    "canary": (["now"],),
    "pin": (["nosuch"], ["=="], ["nosuch==1"]),
    "complete": (["nosuch"], ["--try"], ["step9/none.md"]),
    "style": (["--nosuch"],),
    "board": (["--port", "99999"], ["--port", "a"], ["--address", "nowhere"], ["now"]),
}
EVERY = [(name, words) for name in ODD for words in ODD[name]]
# What prints more than a line, and may be read no further than that.
PRINTING = (["--help"], ["goto", "--list"], ["exercise"], ["exercise", "count"], ["doctor"])


def start(words, **options):
    command = [sys.executable, "-m", "workshop", *words]
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, cwd=ROOT, **{**streams, **options})


def test_every_command_is_asked():
    assert ODD.keys() == COMMANDS.keys()


@pytest.mark.parametrize(
    ("name", "words"),
    chosen(EVERY, lambda name, words: words == ODD[name][0]),
    ids=ascii,
)
def test_odd_words_get_a_sentence(name, words):
    printed, errors = start([name, *words]).communicate(timeout=SECONDS)
    assert b"Traceback" not in printed + errors, errors
    assert printed + errors


@pytest.mark.skipif(os.name != "posix", reason="Windows tells of it in another way")
@pytest.mark.parametrize("words", PRINTING, ids=" ".join)
def test_nobody_reads_on(words):
    # As on most machines: what is printed waits in a buffer until the end.
    buffered = {name: it for name, it in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with start(words, env=buffered) as process:
        # As `| head -1` does, only earlier.
        process.stdout.close()
        errors = process.stderr.read()
    assert errors == b""
    assert process.returncode in (0, 1, 141)


@pytest.mark.parametrize("words", PRINTING, ids=" ".join)
def test_the_output_is_closed_from_the_start(words):
    if os.name != "posix":
        pytest.skip("Closed with the words of a shell")
    line = '"$0" -m workshop "$@" >&- 2>&-'
    done = subprocess.run(["sh", "-c", line, sys.executable, *words], cwd=ROOT, check=False)
    assert done.returncode in (0, 1)


def test_an_option_may_stand_between_two_words():
    with start(["exercise", "count", "--hint", "some folder"]) as process:
        printed = process.stdout.read()
    assert process.returncode == 0
    assert b"Hint 1 of" in printed


def test_the_exercise_says_how_it_begins_where_there_is_no_folder():
    with start(["exercise", "joins", "nosuch"]) as process:
        errors = process.stderr.read().decode()
    assert process.returncode == 2
    assert "There is no folder" in errors
    assert "python -m workshop goto 3." in errors
    assert "page 1.1" not in errors and "workshop check" not in errors
