"""What is kept in ``.workshop`` is as good in a year as today, and is made anew with its code.

A year passes by setting all dates in it back by a year: Python's own waiting stands still under
programs that set the clock forward.
"""

import re
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from workshop.base.steps import ROOT
from workshop.check.ask import people_database
from workshop.check.ask.examine import Examination
from workshop.check.ask.project import Project
from workshop.lesson import changes

YEAR = timedelta(days=366)
DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$")
KEEPERS = {
    "workshop/commands/load.py": "a picture",
    "workshop/commands/measure.py": "figures",
    "workshop/commands/run.py": "databases, in which people sign in with a password",
    "workshop/base/steps.py": "the folder itself",
    "workshop/exercises/memory.py": "what was done",
    "workshop/lab/bundle.py": "a built lab, made anew when its sources change",
    "workshop/room/lan.py": "databases, in which people sign in with a password",
    "workshop/serve/demo_settings.py": "databases, in which people sign in with a password",
    "workshop/check/ask/people_database.py": "people whose sessions end in a hundred years",
}


def a_year_older(database):
    """Set every date in every table of an SQLite file back by a year; return their number."""
    found = 0
    with sqlite3.connect(database) as connection:
        tables = connection.execute("select name from sqlite_master where type = 'table'")
        for (table,) in tables.fetchall():
            rows = connection.execute(f'select rowid, * from "{table}"')
            names = [column[0] for column in rows.description[1:]]
            for number, *values in rows.fetchall():
                for name, value in zip(names, values, strict=True):
                    if isinstance(value, str) and DATE.match(value):
                        found += 1
                        older = datetime.fromisoformat(value) - YEAR
                        change = f'update "{table}" set "{name}" = ? where rowid = ?'
                        connection.execute(change, (str(older), number))
    connection.close()
    return found


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Yield the folder that takes the place of ``.workshop``, with the people made in it."""
    monkeypatch.setattr(people_database, "DATA", tmp_path / "data")
    folder = tmp_path / "first"
    folder.mkdir()
    people_database.Database(folder)
    (made,) = (tmp_path / "data").iterdir()
    return made


def test_no_session_ends_within_a_year(kept):
    with sqlite3.connect(kept / "people.sqlite3") as connection:
        ends = connection.execute("select expire_date from django_session").fetchall()
    connection.close()
    assert len(ends) == 3
    soon = datetime.now(UTC).replace(tzinfo=None) + YEAR
    assert all(datetime.fromisoformat(end) > soon for (end,) in ends)


def test_a_project_is_as_well_with_people_that_were_made_a_year_ago(kept, tmp_path):
    assert a_year_older(kept / "people.sqlite3") > 3
    lesson = changes.read()
    project = Project(tmp_path, "learning", lesson.checkpoint("3.4").tree)
    assert Examination(project, lesson).look()[0] is None


@pytest.mark.all
def test_it_is_made_anew_when_the_code_that_makes_it_changes(kept, tmp_path, monkeypatch):
    maker = tmp_path / "maker.py"
    maker.write_text("# other code\n", encoding="utf-8")
    monkeypatch.setattr(people_database, "MAKERS", (*people_database.MAKERS, maker))
    folder = tmp_path / "second"
    folder.mkdir()
    people_database.Database(folder)
    (made,) = (tmp_path / "data").iterdir()
    assert made.name != kept.name


def test_every_maker_of_it_is_there():
    assert all(maker.is_file() for maker in people_database.MAKERS)


def test_nothing_else_that_is_kept_knows_a_date():
    """What the workshop keeps is known by name: who adds something says here what ends it."""
    words = re.compile(r'"\.workshop"')
    keepers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "workshop").rglob("*.py")
        if words.search(path.read_text(encoding="utf-8"))
    }
    assert keepers <= KEEPERS.keys(), "it keeps something: what ends it?"
