"""Windows and macOS: each branch for them is listed, with what proves it or that it was read."""

import ast
import tomllib
from pathlib import Path

import pytest

from tests.versions.platform_uses import Use, everywhere, uses
from workshop.base.steps import ROOT
from workshop.setup.environment import pins, python_in
from workshop.versions import suites

LIST = Path(__file__).with_name("branches.toml")
BRANCHES = tomllib.loads(LIST.read_text(encoding="utf-8"))["branch"]
PROVEN = [branch for branch in BRANCHES if "proof" in branch]


def test_every_question_for_the_system_is_listed_and_no_other():
    listed = [Use(branch["file"], branch["function"]) for branch in BRANCHES]
    assert len(listed) == len(set(listed))
    assert sorted(everywhere()) == sorted(listed), f"Mend {LIST.relative_to(ROOT)}."


def test_each_says_what_it_does_and_what_it_rests_on():
    for branch in BRANCHES:
        assert branch["what"] and ("proof" in branch) is not ("read" in branch), branch


@pytest.mark.parametrize("branch", PROVEN, ids=lambda branch: branch["function"])
def test_the_test_that_is_named_is_there_and_calls_the_branch(branch):
    file, _, name = branch["proof"].partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    (test,) = [
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name
    ]
    text = ast.unparse(test)
    assert any(word in text for word in ("win32", "posix", "windows=", "system")), text


def test_all_ways_to_ask_are_found():
    text = """
import os, platform, sys
WINDOWS = sys.platform == "win32"
def one():
    return os.name
def two(system=sys.platform):
    def three():
        return platform.system()
class Four:
    def five(self):
        return WINDOWS
def six():
    return sys.path, os.environ
"""
    assert uses(text) == {"", "one", "two", "three", "five"}


@pytest.mark.parametrize(("windows", "path"), [(True, "Scripts/python.exe"), (False, "bin/python")])
def test_an_environment_has_its_python_where_the_system_has_it(tmp_path, windows, path):
    assert python_in(tmp_path, windows=windows) == tmp_path / path


def test_windows_does_not_ask_for_what_it_has_not():
    file = ROOT / "requirements-dev.txt"
    there, elsewhere = pins(file, "win32"), pins(file, "linux")
    assert set(elsewhere) - set(there) == {"pexpect", "gunicorn", "uvicorn-worker"}
    assert there.items() < elsewhere.items()


def test_windows_is_not_asked_for_gunicorn():
    assert suites.servers("win32") == ["Daphne", "Uvicorn"]
    assert suites.servers("linux") == list(suites.SUITES)
