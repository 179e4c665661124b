"""What ``startproject`` and ``startapp`` write, asked of the installed Django."""

import functools
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from workshop.base.steps import STEPS

SECRET_KEY = re.compile(r"^SECRET_KEY = .*$", re.MULTILINE)


def read_tree(folder):
    """Return the text files below ``folder``: a dict of path (with ``/``) to text.

    Compiled files, databases and the ``README.md`` are left out: nobody types them. Line ends are
    ``\\n``.
    """
    folder = Path(folder)
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and "__pycache__" not in path.parts
        and path.suffix != ".sqlite3"
        and path.name != "README.md"
    }


def with_workshop_key(settings):
    """Return the text of a settings file with the steps' SECRET_KEY for its own random one."""
    ours = (STEPS[1] / "learning" / "settings.py").read_text(encoding="utf-8")
    return SECRET_KEY.sub(lambda _: SECRET_KEY.search(ours)[0], settings)


def _run(*arguments, cwd):
    # With the formatter "black" on the PATH, Django would change the quotes.
    environment = {**os.environ, "PATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    subprocess.run([sys.executable, *arguments], cwd=cwd, env=environment, check=True)


@functools.cache
def _trees():
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "learning"
        _run("-m", "django", "startproject", "learning", cwd=folder)
        before = read_tree(project)
        _run("manage.py", "startapp", "chat", cwd=project)
        after = read_tree(project)
    settings = "learning/settings.py"
    before[settings] = after[settings] = with_workshop_key(before[settings])
    return before, {path: text for path, text in after.items() if path not in before}


def startproject():
    """Return the tree that ``django-admin startproject learning`` writes, with the steps' key."""
    return dict(_trees()[0])


def startapp():
    """Return the files that ``python manage.py startapp chat`` adds to it."""
    return dict(_trees()[1])
