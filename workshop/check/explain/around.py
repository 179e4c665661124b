"""What is wrong around a project: its database, its people, packages, a server that still runs."""

import shutil
import sqlite3
import tempfile
from pathlib import Path

from workshop.base.steps import PORT, ROOT
from workshop.serve import ports
from workshop.setup import environment

PEOPLE = 3
SIGNING_IN = "3.3"
TABLES = {"auth_user", "django_session", "django_migrations"}


def notes(project, goal):
    """Return sentences about what lies around the project, each with what to do; maybe none."""
    return [*_packages(), *_database(project, goal), *_server(project)]


def _packages():
    wrong = environment.missing(ROOT / "requirements.txt")
    if wrong:
        yield (
            f"The pages were tried with other versions of {', '.join(sorted(wrong))}. "
            "Install them: python -m pip install -r requirements.txt"
        )


def _database(project, goal):
    begun = SIGNING_IN in goal.begun
    file = project.folder / "db.sqlite3"
    if not file.is_file() or not file.stat().st_size:
        if begun:
            yield "There is no database yet, so nobody can sign in: python manage.py migrate"
        return
    try:
        tables, people = _read(file)
    except sqlite3.Error as error:
        yield f"db.sqlite3 could not be read ({error}). Nothing in it was changed."
        return
    if missing := TABLES - tables:
        yield f"The database lacks {', '.join(sorted(missing))}: python manage.py migrate"
    elif begun and people < PEOPLE:
        yield (
            f"{people} of {PEOPLE} people can sign in to the admin: "
            "python manage.py createsuperuser makes one more."
        )


def _read(file):
    """Return the names of the tables and the number of superusers; of a copy of the file."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = Path(shutil.copy(file, folder))
        connection = sqlite3.connect(copy)
        try:
            rows = connection.execute("select name from sqlite_master where type = 'table'")
            tables = {name for (name,) in rows}
            people = 0
            if "auth_user" in tables:
                count = "select count(*) from auth_user where is_superuser and is_active"
                (people,) = connection.execute(count).fetchone()
            return tables, people
        finally:
            connection.close()


def _server(project):
    # A server that serves their own script, or has none like them, is taken for theirs.
    own = [text for path, text in project.tree.items() if path.endswith(ports.SCRIPT)]
    if ports.listening(PORT) and ports.script(PORT) not in (own or [""]):
        yield (
            f"Port {PORT} is used by {ports.describe(PORT)}. If your browser shows something old, "
            "that is what it shows: stop it, and start your own server again."
        )
