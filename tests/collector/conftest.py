"""A small copy of this repository, with tests of its own, in which pytest is run as a command."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from workshop.base.steps import ROOT, STEPS
from workshop.serve.server import copy_project, environment

SECONDS = 120
# What each small test begins with: it says in a file that it ran.
BEGIN = """
import os, sys, time
import pytest

def ran(name):
    with open(os.environ["RAN"], "a", encoding="utf-8") as file:
        file.write(name + "\\n")

"""


class Repository:
    """The copy in ``folder``: the collector, two steps, and the tests given to ``write``.

    The steps are the real ones, or projects that only have settings, which start faster.
    """

    def __init__(self, folder, real=False):
        self.folder = folder
        self.ran_file = folder / "ran.txt"
        for pattern in ("pyproject.toml", "tests/*.py", "tests/steps.ini", "workshop/**/*.py"):
            for path in ROOT.glob(pattern):
                target = folder / path.relative_to(ROOT)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)
        for step in (STEPS[1], STEPS[2]):
            if real:
                copy_project(step, folder / step.name)
            else:
                settings = folder / step.name / "learning" / "settings.py"
                settings.parent.mkdir(parents=True)
                settings.write_text("SECRET_KEY = 'x'", encoding="utf-8")

    def write(self, path, code):
        """Write a file of tests; ``path`` is below the folder ``tests``."""
        file = self.folder / "tests" / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(BEGIN + dedent(code), encoding="utf-8", newline="\n")

    def start(self, *options, **keywords):
        """Start pytest and return its process."""
        self.ran_file.write_text("", encoding="utf-8")
        variables = environment(
            RAN=str(self.ran_file),
            PYTEST_DISABLE_PLUGIN_AUTOLOAD="1",
            PYTEST_ADDOPTS="",
            # Where these are set, pytest's summary repeats each message in full.
            CI="",
            BUILD_NUMBER="",
        )
        # That the step folders stay clean must not be thanks to who runs these tests.
        variables.pop("PYTHONDONTWRITEBYTECODE", None)
        return subprocess.Popen(
            [sys.executable, "-m", "pytest", *options],
            cwd=self.folder,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            **keywords,
        )

    def run(self, *options):
        """Run pytest; return its exit code and what it printed."""
        with self.start(*options) as process:
            try:
                printed, _ = process.communicate(timeout=SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        return process.returncode, printed

    def ran(self):
        """Return the names of the tests that ran in the latest run, in order."""
        return self.ran_file.read_text(encoding="utf-8").split("\n")[:-1]

    def files(self):
        """Return all files in the step folders."""
        steps = [self.folder / STEPS[1].name, self.folder / STEPS[2].name]
        return {
            Path(top, name) for step in steps for top, _, names in os.walk(step) for name in names
        }


@pytest.fixture
def repository(tmp_path):
    """An empty copy of the repository for one test."""
    return Repository(tmp_path)


@pytest.fixture(scope="module")
def some_tests(tmp_path_factory):
    """A copy with passing, failing, skipped tests of two steps and one of none."""
    repository = Repository(tmp_path_factory.mktemp("repository"), real=True)
    repository.write(
        "step1_http/test_one.py",
        """
        def test_passes():
            ran("passes")

        def test_fails():
            ran("fails")
            print("printed in step 1")
            left, right = 1 + 1, 3
            assert left == right

        @pytest.mark.django_db
        def test_database():
            ran("database")
            from django.contrib.auth.models import User
            assert User.objects.create_user("ada").pk

        class TestGroup:
            @pytest.mark.parametrize("word", ["a", "b c", "x::y"])
            def test_word(self, word):
                ran(word)

        @pytest.mark.skip(reason="not today")
        def test_skipped():
            ran("skipped")

        @pytest.mark.xfail(strict=True)
        def test_expected_to_fail():
            ran("expected to fail")
            raise RuntimeError

        async def test_takes_a_while():
            ran("while")
            time.sleep(0.3)
        """,
    )
    repository.write(
        "step1_http/test_packages.py",
        """
        def test_packages():
            ran("packages of step 1")
            import chat.views
            assert hasattr(chat.views, "echo")
            with pytest.raises(ImportError):
                import chat.consumers
        """,
    )
    repository.write(
        "step2_websocket/test_packages.py",
        """
        def test_packages():
            ran("packages of step 2")
            import chat.consumers, chat.views
            assert not hasattr(chat.views, "echo")
        """,
    )
    repository.write(
        "other/test_other.py",
        """
        def test_other():
            ran("other")
            assert "chat" not in sys.modules and "django" not in sys.modules
        """,
    )
    return repository
