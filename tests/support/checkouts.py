import sys

import pytest

from tests.support.checkout import bare_python, fresh_checkout, fresh_environment
from workshop.base.steps import ROOT
from workshop.setup.environment import missing


@pytest.fixture(scope="session")
def ready_python():
    """A Python that has every package: the one that runs these tests."""
    lacking = missing(ROOT / "requirements-dev.txt")
    assert not lacking, f"Run the tests with `python -m workshop test`; missing here: {lacking}"
    return sys.executable


@pytest.fixture(scope="session")
def bare(tmp_path_factory):
    """A Python without any package, not even pip."""
    return bare_python(tmp_path_factory.mktemp("bare") / "python")


@pytest.fixture
def env(tmp_path):
    """The environment of somebody new to this machine."""
    return fresh_environment(tmp_path / "home")


@pytest.fixture
def checkout(tmp_path):
    """A fresh checkout without tests and docs."""
    parts = ("workshop/", "deploy/", "step", "requirements", "pyproject.toml")
    return fresh_checkout(tmp_path / "checkout", *parts)
