"""The reader's project in this process: its files, and ``manage.py`` run as a terminal runs it."""

import contextlib
import os
import sqlite3
import sys
import traceback
from pathlib import Path

from workshop.lab.bridge import django_server
from workshop.lab.bridge.daphne_server import Server as Daphne


def write(files, folder):
    """Write a dict of path to text below ``folder``."""
    for path, text in files.items():
        file = Path(folder) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


def read(folder):
    """Return the Python files below ``folder``: a dict of path to text."""
    files = {file.relative_to(folder).as_posix(): file for file in Path(folder).rglob("*.py")}
    return {path: file.read_text(encoding="utf-8") for path, file in sorted(files.items())}


def install(listen):
    """Let ``runserver`` start the played servers; ``listen`` is told the one that runs.

    Everything else of ``runserver`` stays: the settings, the checks, the lines it prints.
    """
    import functools

    from django.conf import global_settings
    from django.core.management.commands import runserver
    from django.utils import autoreload

    Daphne.listen = staticmethod(listen)
    played = type(sys)("daphne.server")
    played.Server = Daphne
    sys.modules["daphne.server"] = played
    runserver.run = functools.partial(django_server.run, listen=listen)

    def run_with_reloader(main, *arguments, **named):
        # The editor tells when a file has changed; nobody has to look at the disk.
        autoreload.logger.info("Watching for file changes with %s", "StatReloader")
        main(*arguments, **named)

    autoreload.run_with_reloader = run_with_reloader
    # Django's usual one needs a second for a password even on a fast machine, and part of Python
    # that the browser's does not have.
    global_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def _new_migrations(folder):
    """Return the migrations among the project's files that its database does not know, sorted."""
    files = {(file.parts[-3], file.stem): file for file in folder.glob("*/migrations/[0-9]*.py")}
    if not files:
        return []
    try:
        with contextlib.closing(sqlite3.connect(folder / "db.sqlite3")) as database:
            applied = set(database.execute("SELECT app, name FROM django_migrations"))
    except sqlite3.Error:
        # There is nothing in it yet, or Django will say what is wrong with it.
        applied = set()
    return sorted(file for name, file in files.items() if name not in applied)


def migrate(folder):
    """Run ``python manage.py migrate`` where a migration of the project is new; return its code."""
    new = _new_migrations(Path(folder))
    if not new:
        return 0
    names = ", ".join(file.relative_to(folder).as_posix() for file in new)
    print(f"The lab runs python manage.py migrate, because this is new: {names}.")
    return manage(["migrate"], folder)


def manage(arguments, folder):
    """Run ``python manage.py ARGUMENTS`` in the folder; return its exit code.

    What it prints goes to ``sys.stdout`` and ``sys.stderr``, a traceback included.
    """
    os.chdir(folder)
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    sys.argv = ["manage.py", *arguments]
    file = Path(folder) / "manage.py"
    try:
        source = file.read_bytes()
    except OSError:
        print(f"python: can't open file '{file}': [Errno 2] No such file", file=sys.stderr)
        return 2
    try:
        code = compile(source, str(file), "exec")
        exec(code, {"__name__": "__main__", "__file__": str(file)})
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
            return 1
        return end.code or 0
    except BaseException as error:
        # The reader's own lines begin below this function's.
        lines = error.__traceback__.tb_next if error.__traceback__ else None
        traceback.print_exception(type(error), error, lines)
        return 1
    return 0
