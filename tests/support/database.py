"""A database with ada, grace and alan in it, made once and copied into each project."""

import functools
import tempfile
from pathlib import Path

from workshop.base.steps import STEPS
from workshop.serve import server
from workshop.serve.server import copy_project


def prepare(project):
    """Give the project, a step or a copy of one, the database that ``server.prepare`` makes."""
    (project / "db.sqlite3").write_bytes(_made())


@functools.cache
def _made():
    """Return the file's bytes: hashing three passwords takes longer than what many tests ask."""
    with tempfile.TemporaryDirectory() as folder:
        project = copy_project(STEPS[3], Path(folder, "learning"))
        server.prepare(project)
        return (project / "db.sqlite3").read_bytes()
