"""The Pythons are named in one place; everything that names them again says the same."""

import re
import subprocess
import sys

import pytest
import yaml

from tests.versions import other_pythons
from workshop.base.steps import ROOT
from workshop.setup.pythons import NEWEST, OLDEST

MINORS = [f"{OLDEST[0]}.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1)]
WORKFLOWS = ROOT / ".github" / "workflows"


@pytest.mark.parametrize(("name", "job"), [("ci", "commands"), ("tried", "here")])
def test_the_workflows_run_all_of_them(name, job):
    jobs = yaml.safe_load((WORKFLOWS / f"{name}.yml").read_text(encoding="utf-8"))["jobs"]
    assert jobs[job]["strategy"]["matrix"]["python"] == MINORS


def test_the_canary_runs_on_the_newest():
    jobs = yaml.safe_load((WORKFLOWS / "newest.yml").read_text(encoding="utf-8"))["jobs"]
    (python,) = [
        step["with"]["python-version"]
        for step in jobs["canary"]["steps"]
        if "setup-python" in step.get("uses", "")
    ]
    assert python == MINORS[-1]


def test_the_containers_have_a_python_that_works():
    for path in (".devcontainer/devcontainer.json", "deploy/Dockerfile"):
        (python,) = re.findall(r"python:(\d\.\d+)", (ROOT / path).read_text(encoding="utf-8"))
        assert python in MINORS, path


def test_the_script_finds_this_python_and_says_what_it_can_do():
    version = "{}.{}".format(*sys.version_info)
    assert other_pythons.version_of(sys.executable) == version
    assert other_pythons.version_of(ROOT / "README.md") is None
    command = [sys.executable, str(ROOT / "tests" / "versions" / "other_pythons.py"), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "--docker" in done.stdout


def test_debians_suites_have_pythons_that_work():
    assert set(other_pythons.SUITES) <= set(MINORS)
    assert MINORS[-1] in other_pythons.SUITES
