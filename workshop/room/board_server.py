"""The board of a room as a process: its files in ``.workshop``, its addresses, what it says."""

import json
import secrets
import sqlite3
import subprocess
import sys
from html import escape
from pathlib import Path

from workshop.base.problems import Problem, from_os_error
from workshop.base.processes import unhurried
from workshop.base.steps import DATA, ROOT
from workshop.room.lan import qr
from workshop.serve.server import Server, environment
from workshop.setup.pip_output import tail

SQLITE = b"SQLite format 3\x00"
WAY_IN = """<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={0}">
<title>The board, for the teacher</title>
<p><a href="{0}">The board, for the teacher</a></p>
"""


class BoardServer(Server):
    """``runserver`` for the board, which is an application and no project with a ``manage.py``."""

    def command(self):
        """Return the argument list that starts the server."""
        where = f"{self.host}:{self.port}"
        return [sys.executable, "-m", "django", "runserver", where, *self.options]


class Board:
    """A board's database, facts and key; a context manager that removes them in the end.

    ``facts`` (a dict) is what the board says of the lesson. With ``file`` (a path) the people and
    their times are kept there, and a later board goes on with them.
    """

    def __init__(self, address, port, facts, file=None):
        self.address, self.port, self.facts = address, port, facts
        self.kept = file is not None
        self.database = Path(file).resolve() if self.kept else DATA / f"board-{port}.sqlite3"
        self.facts_file = DATA / f"board-{port}.json"
        self.way_in = DATA / f"board-{port}-teacher.html"
        self.secret = secrets.token_urlsafe(50)

    @property
    def url(self):
        """The address of the projector's page."""
        return f"http://{self.address}:{self.port}/"

    def variables(self):
        """Return what the environment of a process of this board has besides."""
        return {
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "DJANGO_SETTINGS_MODULE": "workshop.room.board.board_settings",
            "WORKSHOP_BOARD_ADDRESS": self.address,
            "WORKSHOP_BOARD_DATABASE": str(self.database),
            "WORKSHOP_BOARD_FACTS": str(self.facts_file),
            "WORKSHOP_BOARD_SECRET": self.secret,
        }

    def server(self):
        """Return the ``Server`` that serves it."""
        place = (self.address, self.port)
        return BoardServer(DATA, place=place, options=("--noreload",), **self.variables())

    def __enter__(self):
        """Make the database and the teacher's way in. Raises ``Problem``."""
        if self.kept:
            self._no_foreign_file()
        self._remove()
        try:
            DATA.mkdir(exist_ok=True)
            text = json.dumps(self.facts, ensure_ascii=False)
            self.facts_file.write_text(text, encoding="utf-8", newline="\n")
            self.database.touch(0o600)
            self.way_in.touch(0o600)
            made = self._prepare()
            teacher = escape(f"{self.url}teacher/{made['key']}/")
            self.people = made["people"]
            self.way_in.write_text(WAY_IN.format(teacher), encoding="utf-8", newline="\n")
        except OSError as error:
            self._remove()
            raise from_os_error(error, DATA) from None
        except BaseException:
            self._remove()
            raise
        return self

    def _no_foreign_file(self):
        """Raise ``Problem`` for a file that no board has written: it is left alone."""
        try:
            if not self.database.exists() or self.database.stat().st_size == 0:
                return
            with self.database.open("rb") as file:
                ours = file.read(len(SQLITE)) == SQLITE
            if ours:
                connection = sqlite3.connect(f"{self.database.as_uri()}?mode=ro", uri=True)
                with connection:
                    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
                connection.close()
                ours = "board_session" in names
        except (OSError, sqlite3.Error) as error:
            raise Problem(f"{self.database} cannot be read: {error}.\nName another file.") from None
        if not ours:
            raise Problem(
                f"This is no file of a board, so it is left as it is:\n    {self.database}\n"
                "Name a file that is not there yet, or one that an earlier --keep has written."
            )

    def _prepare(self):
        done = subprocess.run(
            [sys.executable, "-m", "workshop.room.board.prepare_board"],
            cwd=DATA,
            env=environment(**self.variables()),
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode:
            raise Problem(f"The board could not be made:\n{tail(done.stdout + done.stderr)}")
        return json.loads(done.stdout)

    def __exit__(self, *exception):
        # Whoever presses Ctrl+C twice wants it gone as well.
        with unhurried():
            self._remove()

    def _remove(self):
        journal = self.database.with_name(self.database.name + "-journal")
        made = [] if self.kept else [self.database, journal]
        for file in (self.facts_file, self.way_in, *made):
            file.unlink(missing_ok=True)

    def announce(self):
        """Print what is opened, to whom, and how people join."""
        print(f"The board for the projector: {self.url}\n\n{qr(self.url + 'join/')}\n", flush=True)
        print("Your own page, with names, mistakes and hands. Open this file on your own screen:")
        print(f"    {self.way_in}")
        print("\nPeople join from a terminal, with any name or the number of a seat:")
        print(f"    python -m workshop check --watch --board {self.address}:{self.port} --name Ada")
        print(f"or without one, at {self.url}join/ (the code above leads there).")
        print(f"\nEverybody who reaches {self.address} can see how many people are where, and can")
        print(
            "join. Only who has the address in that file sees names and speaks to all. What people"
        )
        print("send: a name of their choice, the last checkpoint, the name of a mistake and since")
        print("when, whether they need help, the minutes of a hunt. No code. Nothing is encrypted.")
        if self.kept:
            print(f"\nNames and times stay in {self.database}.")
            if self.people:
                print(f"{self.people} people are in it from before.")
        else:
            print("\nAll of it is removed when you stop. To keep it: --keep FILE.")
        print(
            "Nobody gets the page? Allow Python in this machine's firewall; a Wi-Fi that keeps its"
        )
        print("guests apart (client isolation) needs a router of your own, or a phone's hotspot.")
        print("\nStop with Ctrl+C.\n", flush=True)
