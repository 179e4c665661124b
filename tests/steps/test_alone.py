"""A step's folder, copied to another place, needs nothing of this repository."""

import subprocess
import sys

import pytest

from tests.support.quick import chosen
from workshop.base.steps import STEPS
from workshop.serve.server import copy_project, environment


def manage(project, *arguments):
    """Run ``manage.py`` as a learner does; return what it printed. A failure is an error."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=project,
        env=environment(PYTHONPATH="", PYTHONDONTWRITEBYTECODE="1"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.parametrize(
    "step", chosen(STEPS.values(), lambda step: step is STEPS[3]), ids=lambda step: step.name
)
def test_a_copy_migrates_and_passes_the_checks(step, tmp_path):
    project = copy_project(step, tmp_path / "learning")
    assert "Applying sessions.0001_initial... OK" in manage(project, "migrate")
    assert (project / "db.sqlite3").stat().st_size > 0
    assert "System check identified no issues (0 silenced)." in manage(project, "check")
