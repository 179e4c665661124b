"""The command: what it prints, its exit codes, and what it says where it cannot look."""

import json
import re
import socket
import sqlite3
import subprocess
import sys

import pytest

from tests.support.database import prepare
from tests.support.lesson import LESSON
from workshop.base.steps import ROOT
from workshop.check.ask.finding import Report
from workshop.check.ask.progress import Goal, goal
from workshop.check.ask.project import find
from workshop.check.explain import addresses
from workshop.check.explain.around import notes
from workshop.check.explain.report import left_out, text
from workshop.lesson import checkpoints
from workshop.lesson.chapters import DOCS
from workshop.recordings import check_example
from workshop.serve.server import Server


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
    assert "Not as in the lesson" not in done.stdout


@pytest.mark.parametrize(("out", "named"), [("3.5", ["3.5"]), (None, [])])
def test_a_checkpoint_that_was_left_out_is_named_with_its_page(out, named):
    point = LESSON.checkpoint("3.7")
    begun = tuple(other.name for other in LESSON.checkpoints if other.name != out)
    there = Goal(point, {}, {"name": "3.3", "twin": "3.7"}, begun)
    report = Report(LESSON, there, ("starts", "name", "twin"), (), 1.0, 0)
    said = text(report, LESSON)
    assert [one.name for one in left_out(report, LESSON)] == named
    assert ("All is well so far" in said) == (not named)
    if named:
        assert "3.5  --  " in said
        assert f"3.5 was left out: {addresses.address('step3/5-messages.md')}" in said


@pytest.mark.all
def test_what_no_question_depends_on_is_named(tmp_path):
    folder = project(tmp_path, "3.2")
    replace(folder / "learning" / "settings.py", "{'capacity': 10000, 'expiry': 3600}", "{}")
    done = check(folder)
    assert done.returncode == 0
    assert re.search(
        r"Not as in the lesson, and no question depends on it: learning/settings\.py,\s+line \d+",
        done.stdout,
    )


@pytest.mark.all
@pytest.mark.sweep
def test_two_mistakes_are_found_one_after_the_other(tmp_path):
    folder = project(tmp_path)
    replace(folder / "learning" / "settings.py", "    'daphne',\n", "")
    replace(folder / "chat" / "consumers.py", "def receive(", "def recieve(")
    done = check(folder)
    assert done.returncode == 1
    assert done.stdout.index("learning/settings.py, line") < done.stdout.index("def recieve(")
    assert done.stdout.count("Tried on a copy: with this change, it passes.") == 2
    assert "2 mistakes" in done.stdout
    assert "      -     def recieve(" in done.stdout, "the lines are not as they were written"


@pytest.mark.all
@pytest.mark.parametrize("name", check_example.FILES)
def test_the_page_shows_what_it_prints(name):
    recorded = (DOCS / "recordings" / f"{name}.txt").read_text(encoding="utf-8")
    assert check_example.printed(LESSON, check_example.FILES[name]) == recorded


def test_the_page_names_every_field():
    told = json.loads((DOCS / "recordings" / "check-json.txt").read_text(encoding="utf-8"))
    page = (DOCS / "trouble" / "check.md").read_text(encoding="utf-8")
    fields = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert fields == {*told, *told["mistakes"][0]}


def test_json_where_all_is_well(tmp_path):
    done = check(project(tmp_path, "1.2"), "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert (told["reached"], told["failed"], told["mistakes"]) == (["1.1", "1.2"], None, [])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere"], "There is no folder"),
        ([ROOT], "the workshop's own folder. Name the folder of your project"),
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


@pytest.mark.all
def test_hints_tell_the_place_then_why_then_the_line(tmp_path):
    folder = project(tmp_path, "2.3")
    replace(folder / "chat" / "consumers.py", "def receive(", "def recieve(")
    place, why, line = (check(folder, *["--hint"] * number).stdout for number in (1, 2, 3))
    assert "chat/consumers.py, line 8" in place
    assert "Channels calls a method" not in place and "def receive(" not in place
    assert "Channels calls a method" in why and "def receive(" not in why
    assert "def receive(" in line and "Tried on a copy" in line


@pytest.mark.all
def test_no_secret_is_printed(tmp_path):
    folder = project(tmp_path, "3.5")
    settings = folder / "learning" / "settings.py"
    replace(settings, "SECRET_KEY = '", "SECRET_KEY = 'mine-and-nobodys-")
    replace(settings, "LOGIN_URL", "EMAIL_PASSWORD = 'hunter2-hunter2'\nLOGIN_URL")
    layer = "'channels_redis.core.RedisChannelLayer'"
    replace(settings, "'channels.layers.InMemoryChannelLayer'", layer)
    text = settings.read_text(encoding="utf-8")
    config = "'CONFIG': {'hosts': ['redis://ada:very-secret@redis.invalid:6379']}"
    made = re.sub(r"'CONFIG': .*\}", config, text, count=1)
    settings.write_text(made, encoding="utf-8", newline="\n")
    for options in ((), ("--json",)):
        done = check(folder, *options)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "redis.invalid" in done.stdout
        for secret in ("mine-and-nobodys", "hunter2", "very-secret"):
            assert secret not in done.stdout + done.stderr


def test_a_secret_key_of_their_own_is_no_difference(tmp_path):
    folder = project(tmp_path, "1.1")
    settings = folder / "learning" / "settings.py"
    replace(settings, "SECRET_KEY = '", "SECRET_KEY = 'mine-and-nobodys-")
    done = check(folder)
    assert (done.returncode, "Not as in the lesson" in done.stdout) == (0, False), done.stdout


@pytest.mark.all
def test_nothing_is_ok_when_the_server_does_not_start(tmp_path):
    folder = project(tmp_path, "3.7")
    replace(folder / "chat" / "views.py", "def room(", "def room(:")
    done = check(folder)
    assert "1.1  NOT YET: the server starts" in done.stdout
    assert "  ok  " not in done.stdout
    assert "First error: chat/views.py, line" in done.stdout


def test_addresses_are_those_of_pages_that_can_be_opened(tmp_path, monkeypatch):
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text("", encoding="utf-8")
    monkeypatch.delenv(addresses.VARIABLE, raising=False)
    monkeypatch.setattr(addresses, "BUILT", folder)
    page = addresses.address("step2/2-consumer.md#echo-consumer")
    assert page == f"{folder.as_uri()}/step2/2-consumer.html#echo-consumer"
    monkeypatch.setattr(addresses, "BUILT", tmp_path / "nowhere")
    assert addresses.address("glossary.md").startswith("http://127.0.0.1:")
    monkeypatch.setenv(addresses.VARIABLE, "http://192.0.2.7:8100")
    assert addresses.address("glossary.md") == "http://192.0.2.7:8100/glossary.html"


def around(folder):
    found = find(folder)
    return "\n".join(notes(found, goal(LESSON, found.tree)))


@pytest.mark.parametrize(("running", "noted"), [("2.4", False), ("2.2", True)])
def test_a_server_of_another_project_is_noticed(tmp_path, monkeypatch, running, noted):
    mine = project(tmp_path / "mine")
    with Server(mine if running == "2.4" else project(tmp_path / "other", running)) as server:
        monkeypatch.setattr("workshop.check.explain.around.PORT", server.port)
        assert (f"Port {server.port} is used by" in around(mine)) is noted


@pytest.mark.all
def test_what_is_no_web_server_is_noticed(tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setattr("workshop.check.explain.around.PORT", listener.getsockname()[1])
        assert "something that is not a web server" in around(project(tmp_path, "1.1"))


def test_a_database_without_tables_and_people_is_noticed(tmp_path):
    folder = project(tmp_path, "3.3")
    assert "There is no database yet" in around(folder)
    sqlite3.connect(folder / "db.sqlite3").execute("create table mine (id)").connection.close()
    assert "The database lacks auth_user" in around(folder)


@pytest.mark.all
def test_missing_people_are_noticed_and_three_are_enough(tmp_path):
    folder = project(tmp_path, "3.3")
    prepare(folder)
    assert "people" not in around(folder)
    connection = sqlite3.connect(folder / "db.sqlite3")
    connection.execute("delete from auth_user where username = 'alan'")
    connection.commit()
    connection.close()
    assert "2 of 3 people can sign in" in around(folder)


@pytest.mark.all
def test_a_comma_that_is_missing_is_one_mistake(tmp_path):
    folder = project(tmp_path)
    replace(folder / "learning" / "settings.py", "    'daphne',\n", "    'daphne'\n")
    done = check(folder)
    assert "      -     'daphne'\n    The lesson has:\n      +     'daphne',\n" in done.stdout
    assert "End every line of the list with a comma." in done.stdout.replace("\n    ", " ")
    assert "One mistake found" in done.stdout
