"""What is read of a learner's folder, what a copy of it holds, and which edits come of it."""

import os
import sys

import pytest

from tests.support.lesson import LESSON
from workshop.check.ask import examine, project
from workshop.check.ask.project import Project, find, read, write
from workshop.check.compare.compare_files import compare_files, compare_trees, readable
from workshop.check.compare.edits import apply
from workshop.check.facts.ground import keys_sent
from workshop.commands import check
from workshop.lesson import checkpoints

POINT = LESSON.checkpoint("2.4")
CONSUMER = "chat/consumers.py"
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files.")


@pytest.fixture
def folder(tmp_path):
    return checkpoints.write(POINT, tmp_path / "learning")


def only(edits):
    (edit,) = edits
    return edit


@posix
def test_what_is_no_file_is_left_out(folder):
    os.mkfifo(folder / "chat" / "pipe.txt")
    (folder / "chat" / ".#consumers.py").symlink_to("somebody@nowhere")
    assert read(folder) == (POINT.tree, {})


@posix
def test_a_folder_that_links_to_itself_is_read_once(folder):
    (folder / "chat" / "again").symlink_to(folder, target_is_directory=True)
    assert read(folder)[0] == POINT.tree


def test_of_too_many_files_those_beside_python_are_read(folder, monkeypatch):
    monkeypatch.setattr(project, "MOST_FILES", len(POINT.tree))
    for number in range(50):
        page = folder / "archive" / f"{number}.html"
        page.parent.mkdir(exist_ok=True)
        page.write_text("old", encoding="utf-8")
    assert read(folder)[0] == POINT.tree


def test_a_copy_has_pictures_and_data_too(folder, tmp_path):
    (folder / "chat" / "data.json").write_bytes(b"[1]")
    (folder / "db.sqlite3").write_bytes(b"precious")
    tree, others = read(folder)
    copy = write(tree, tmp_path / "copy", others)
    assert (copy / "chat" / "data.json").read_bytes() == b"[1]"
    assert not (copy / "db.sqlite3").exists()


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_bytes_that_are_no_utf_8_stay_as_they_are_until_they_are_mended(folder, tmp_path, encoding):
    text = f"# Für alle\n{POINT.tree[CONSUMER]}"
    (folder / CONSUMER).write_bytes(text.encode(encoding))
    tree, others = read(folder)
    copy = write(tree, tmp_path / "copy", others)
    assert (copy / CONSUMER).read_bytes() == (folder / CONSUMER).read_bytes()
    edits = [edit for edit in compare_trees(tree, POINT.tree) if "saved as UTF-8" in edit.lesson]
    assert apply(tree, [only(edits)])[CONSUMER] == text
    readable(only(edits).wrote).encode("utf-8")


def test_a_folder_that_may_not_be_read_is_told(folder, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(project.Path, "read_bytes", refuse)
    with pytest.raises(project.Problem, match="cannot be read: Permission denied"):
        find(folder)


def test_settings_may_be_a_package(folder):
    manage = POINT.tree["manage.py"].replace("learning.settings", "learning.settings.dev")
    (folder / "manage.py").write_text(manage, encoding="utf-8")
    assert find(folder).name == "learning"
    assert project.settings(find(folder).tree) == "learning.settings.dev"


def test_an_import_above_what_it_has_to_follow_is_moved_below_it():
    path = "learning/asgi.py"
    line = "from chat.routing import websocket_urlpatterns\n"
    lesson = POINT.tree[path]
    mine = lesson.replace(line, "").replace("import os\n", f"import os\n{line}")
    edit = only(compare_files(path, mine, lesson))
    assert (edit.wrote, edit.line) == (line, mine.splitlines().index(line.strip()) + 1)
    assert compare_files(path, apply({path: mine}, [edit])[path], lesson) == []


def test_the_file_of_another_step_is_to_be_copied_anew():
    path = "chat/static/chat/transport.js"
    mine, lesson = LESSON.checkpoint("1.3").tree[path], POINT.tree[path]
    whole = [edit for edit in compare_files(path, mine, lesson) if edit.unit == path]
    assert apply({path: mine}, whole) == {path: lesson}


def test_an_empty_file_gets_its_imports_first():
    edits = compare_files(CONSUMER, "", POINT.tree[CONSUMER])
    made = apply({CONSUMER: ""}, reversed(edits))[CONSUMER]
    assert compare_files(CONSUMER, made, POINT.tree[CONSUMER]) == []


def test_code_that_is_nested_too_deeply_is_compared_as_text():
    assert compare_files(CONSUMER, f"x = {'-' * 50_000}1\n", POINT.tree[CONSUMER])


def test_without_time_nothing_is_said_of_the_project(tmp_path):
    seen = examine.Examination(Project(tmp_path, "learning", POINT.tree), LESSON, seconds=0).run()
    assert (seen.findings, seen.whole) == ((), False)


def test_a_failure_of_its_own_is_not_the_learners(folder, monkeypatch, capsys):
    def broken(*arguments, **keywords):
        raise KeyError("something of our own")

    monkeypatch.setattr(examine, "Examination", broken)
    asked = {"folder": folder, "to": None, "json": False, "watch": False, "hint": 0, "board": None}
    options = type("Options", (), asked)
    assert check.main(options) == 2
    told = capsys.readouterr().err
    assert told.startswith("The check itself failed: this says nothing about your project.")
    assert "KeyError: 'something of our own'" in told


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("{message}", {"message"}),
        ("{text: message}", {"text"}),
        ("{'message': it, room: name}", {"message", "room"}),
        ("{\n  message: input.value,\n  again: 1,\n}", {"message", "again"}),
    ],
)
def test_the_keys_of_what_is_sent_are_read_and_not_the_values(sent, keys):
    assert keys_sent({"a.js": f"socket.send(JSON.stringify({sent}));"}) == keys
