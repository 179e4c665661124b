"""The command: what it prints, its exit codes, and what it says where it cannot look."""

import json
import sqlite3
import subprocess
import sys

import pytest

from workshop import changes, checkpoints
from workshop.check.around import notes
from workshop.check.progress import goal
from workshop.check.project import find
from workshop.server import prepare
from workshop.steps import ROOT

LESSON = changes.read()


def check(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "workshop", "check", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def project(folder, name="2.4"):
    return checkpoints.write(LESSON.checkpoint(name), folder / "learning")


def replace(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def test_all_is_well(tmp_path):
    done = check(project(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2.4  ok  Foreign pages are refused" in done.stdout
    assert "All is well so far" in done.stdout


def test_two_mistakes_are_found_one_after_the_other(tmp_path):
    folder = project(tmp_path)
    replace(folder / "learning" / "settings.py", "    'daphne',\n", "")
    replace(folder / "chat" / "consumers.py", "def receive(", "def recieve(")
    done = check(folder)
    assert done.returncode == 1
    assert done.stdout.index("learning/settings.py, line") < done.stdout.index("def recieve(")
    assert done.stdout.count("Tried on a copy: with this change, it passes.") == 2
    assert "2 mistakes" in done.stdout


def test_json_names_the_mistake(tmp_path):
    folder = project(tmp_path)
    replace(folder / "chat" / "routing.py", "'ws/echo/'", "'ws/echo'")
    done = check(folder, "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert told["failed"] == "socket"
    assert told["reached"][:3] == ["1.1", "1.2", "1.3"]
    (mistake,) = told["mistakes"]
    assert mistake["id"] == "route-without-last-slash"
    assert (mistake["file"], mistake["line"], mistake["proven"]) == ("chat/routing.py", 6, True)
    assert mistake["page"].startswith("step2/2-consumer.md#")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere"], "There is no folder"),
        ([ROOT / "docs"], "it is not a Django project"),
        ([ROOT / "step1_http" / "learning"], "The project's folder is the one that holds it"),
        ([ROOT / "step1_http", "--to", "9.9"], "There is no checkpoint 9.9. There are 1.1, 1.2"),
    ],
)
def test_where_it_cannot_look_it_says_why(arguments, says):
    done = check(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def around(folder):
    found = find(folder)
    return "\n".join(notes(found, goal(LESSON, found.tree)))


def test_a_database_without_tables_and_people_is_noticed(tmp_path):
    folder = project(tmp_path, "3.3")
    assert "There is no database yet" in around(folder)
    sqlite3.connect(folder / "db.sqlite3").execute("create table mine (id)").connection.close()
    assert "The database lacks auth_user" in around(folder)


def test_missing_people_are_noticed_and_three_are_enough(tmp_path):
    folder = project(tmp_path, "3.3")
    prepare(folder)
    assert "people" not in around(folder)
    connection = sqlite3.connect(folder / "db.sqlite3")
    connection.execute("delete from auth_user where username = 'alan'")
    connection.commit()
    connection.close()
    assert "2 of 3 people can sign in" in around(folder)
