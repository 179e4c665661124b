"""The command itself: help, usage errors, ``test``, and Pythons that are too old."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.checkout import Call, call
from workshop.__main__ import refusal
from workshop.base.steps import ROOT
from workshop.cli import COMMANDS
from workshop.commands.test import SIDE_BY_SIDE, pytest_arguments
from workshop.setup.pythons import NEWEST, OFFERED, OLDEST, newer

STEP = "tests/steps/step"
# How argparse quotes a number that is no choice.
FOUR = "'4'" if sys.version_info >= (3, 14) else "4"
SAYS = """\
import os
import pytest

def test_right():
    assert os.environ.get("WORKSHOP_STRICT") != "1"

@pytest.mark.parametrize("number", [1, 2, 3])
def test_wrong(number):
    assert number == 0
"""


def test_without_a_command_it_shows_the_help(bare, checkout, env):
    code, output = call(bare, checkout, env=env)
    assert code == 0
    for name, command in COMMANDS.items():
        assert name in output
        assert command.summary in output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_without_any_package(name, bare, checkout, env):
    code, output = call(bare, checkout, name, "--help", env=env)
    assert code == 0
    assert f"usage: python -m workshop {name}" in output
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["fly"], "invalid choice: 'fly'"),
        (["--fly"], "unrecognized arguments: --fly"),
        (["run", "4"], f"invalid choice: {FOUR} (choose from "),
        (["run", "--port", "0"], "0 is not a port: choose 1 to 65535"),
        (["run", "--fly"], "unrecognized arguments: --fly"),
    ],
)
def test_a_wrong_word_is_refused_before_anything_is_installed(
    words, complaint, bare, checkout, env
):
    code, output = call(bare, checkout, *words, env=env)
    assert code == 2
    assert complaint in output
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize(
    ("typed", "passed"),
    [
        ([], SIDE_BY_SIDE),
        (["1"], [f"{STEP}1_http"]),
        (["2", "3", "-x"], [f"{STEP}2_websocket", f"{STEP}3_channel_layer", "-x"]),
        (["step2_websocket", "step1_http/"], [f"{STEP}2_websocket", f"{STEP}1_http"]),
        (["tests/browser", "--lf"], ["tests/browser", "--lf", *SIDE_BY_SIDE]),
        (["tests/browser", "--pdb"], ["tests/browser", "--pdb"]),
        (["tests/a/test_b.py::test_c"], ["tests/a/test_b.py::test_c"]),
        (["--maxfail", "2"], ["--maxfail", "2", *SIDE_BY_SIDE]),
        (["-n", "4"], ["-n", "4"]),
        (["3", "-k", "1 or 2"], [f"{STEP}3_channel_layer", "-k", "1 or 2"]),
        (["4"], ["4", *SIDE_BY_SIDE]),
    ],
)
def test_steps_become_folders(typed, passed):
    assert pytest_arguments(typed) == passed


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["tests/a"], 1, "3 failed, 1 passed"),
        (["tests/a", "-x", "-k", "wrong", "-n0"], 1, "1 failed, 1 deselected"),
        (["tests/a/test_it.py::test_right"], 0, "1 passed"),
        (["--strict", "tests/a", "-k", "right"], 1, "1 failed"),
        pytest.param(["-k", "right", "--strict"], 1, "1 failed", marks=pytest.mark.all),
        pytest.param(["-k", "nothing", "-n0"], 5, "4 deselected", marks=pytest.mark.all),
        (["2"], 4, "not found: tests/steps/step2_websocket"),
    ],
)
def test_pytest_gets_the_words_and_gives_the_exit_code(
    words, code, said, ready_python, checkout, env
):
    folder = checkout / "tests" / "a"
    folder.mkdir(parents=True)
    (folder / "test_it.py").write_text(SAYS, encoding="utf-8")
    got, output = call(ready_python, checkout, "test", *words, env=env)
    assert (got, said in output) == (code, True), output


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_ctrl_c_while_pytest_starts(ready_python, checkout, env):
    slow = "open('importing', 'w').close()\nimport time\ntime.sleep(600)\n"
    (checkout / "pytest.py").write_text(slow, encoding="utf-8")
    with Call(ready_python, checkout, "test", env=env) as running:
        running.appears(checkout / "importing")
        running.interrupt()
        assert running.finish() == 130
        assert running.output == "\nStopped.\n"


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 8, 18), (3, 10, 13)])
def test_a_python_that_is_too_old_is_named(version):
    message = refusal(version, "/opt/python", lambda name: None)
    assert f"This is Python {version[0]}.{version[1]}: /opt/python" in message
    assert "needs Python 3.11 to 3.14" in message
    assert "python.org" in message


def test_a_newer_python_on_the_same_machine_is_offered():
    found = {"python3.12": "/usr/bin/python3.12"}.get
    message = refusal((3, 8, 18), "python", found, ["run", "2"])
    assert message.endswith("start again with it:\n    python3.12 -m workshop run 2")


def test_on_windows_the_launcher_is_asked():
    has = {"py": "C:/Windows/py.exe"}.get
    assert newer(has, lambda words: words == ["py", "-3.12"]) == "py -3.12"
    assert newer(has, lambda words: False) is None


@pytest.mark.parametrize(
    "name", ["__init__.py", "__main__.py", "setup/__init__.py", "setup/pythons.py"]
)
def test_old_pythons_can_read_what_refuses_them(name):
    text = (ROOT / "workshop" / name).read_bytes().decode("ascii")
    # The oldest syntax that ast knows; what is younger than Python 2 is named.
    tree = ast.parse(text, name, feature_version=(3, 7))
    younger = (ast.JoinedStr, ast.AnnAssign, ast.AsyncFunctionDef, ast.Nonlocal, ast.YieldFrom)
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, younger)] == []
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.arg) and node.annotation]


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (3, 15, 0), (4, 0, 0)])
def test_other_pythons_are_not_refused(version):
    assert refusal(version, "python", shutil.which) is None


def test_the_versions_are_the_same_everywhere():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    oldest, newest = ("{}.{}".format(*version) for version in (OLDEST, NEWEST))
    assert f"Python {oldest} to {newest}" in readme
    assert OFFERED[0] == f"python{newest}"
    assert OFFERED[-1] == f"python{oldest}"


def old_pythons():
    """Return the Pythons before 3.11 that this machine has, by name or under pyenv."""
    names = ["python2.7", *(f"python3.{minor}" for minor in range(6, 11))]
    found = [Path(path) for path in map(shutil.which, names) if path]
    found += Path.home().glob(".pyenv/versions/*/bin/python")
    works = {}
    for python in found:
        asked = [str(python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        answer = subprocess.run(asked, capture_output=True, text=True, check=False)
        if answer.returncode == 0 and tuple(map(int, answer.stdout.split("."))) < OLDEST:
            works[answer.stdout.strip()] = python
    return works


@pytest.mark.all
def test_a_real_old_python_gets_a_sentence(checkout, env):
    pythons = old_pythons()
    if not pythons:
        pytest.skip("This machine has no Python older than 3.11.")
    for version, python in pythons.items():
        code, output = call(python, checkout, "run", env=env)
        assert code == 2
        assert output.startswith("The workshop needs Python 3.11 to 3.14.\n")
        assert f"This is Python {version}: " in output
        assert len(output.splitlines()) in (4, 5)
