"""Testing consumers, the twins side by side, the cheat sheet: what they print is true."""

import re
from difflib import unified_diff

import pytest

from tests.support import printed
from workshop.base.steps import STEPS
from workshop.lesson import changes
from workshop.serve.server import copy_project

TESTING = "further/testing.md"
TWINS = "step3/7-async.md"
CHEAT_SHEET = "cheat-sheet.md"


@pytest.fixture
def tested(tmp_path):
    """A copy of step 3 with the page's tests."""
    tested = copy_project(STEPS[3], tmp_path / "learning")
    printed.put(tested, TESTING)
    return tested


def outcome(project):
    return printed.run(
        project, [*printed.arguments(TESTING, "python -m pytest"), "-p", "no:cacheprovider"]
    )


def test_the_pages_tests_pass(tested):
    done = outcome(tested)
    tests = printed.files(TESTING)["tests/test_chat.py"].count("async def test_")
    assert f"{tests} passed" in done.stdout, done.stdout


def test_the_pages_tests_fail_when_strangers_are_let_in(tested):
    consumers = tested / "chat" / "consumers.py"
    text = consumers.read_text(encoding="utf-8")
    first = text.index("        if not is_room_name")
    end = text.index("        async_to_sync", first)
    refusing = text[first:end].splitlines(keepends=True)
    assert len(refusing) == 3
    hidden = "".join("#" + line for line in refusing)
    consumers.write_text(text[:first] + hidden + text[end:], encoding="utf-8", newline="\n")
    done = outcome(tested)
    assert done.returncode == 1, done.stdout
    assert re.findall(r"FAILED \S+::(\w+)", done.stdout) == ["test_a_stranger_is_refused"]


def test_the_twins_are_shown_line_by_line():
    def lines(name):
        return (STEPS[3] / "chat" / name).read_text(encoding="utf-8").splitlines()

    compared = unified_diff(lines("consumers.py"), lines("async_consumers.py"), n=99, lineterm="")
    _file, _other_file, _place, *rows = compared
    (shown,) = re.findall(r"^```diff[^\n]*\n(.*?)^```$", printed.read(TWINS), re.M | re.S)
    assert shown.splitlines() == [row.rstrip() for row in rows]


def test_the_cheat_sheet_names_each_file_that_the_lesson_changes_and_when():
    lesson = changes.read()
    first = {}
    for checkpoint in lesson.checkpoints:
        for change in checkpoint.changes:
            if change.path in lesson.checkpoints[-1].tree:
                folder, _, name = change.path.rpartition("/")
                path = change.path if folder in ("chat", "learning") else folder + "/"
                first.setdefault(path, checkpoint.name)
                if path != change.path:
                    assert f"`{name}`" in printed.read(CHEAT_SHEET)
    rows = printed.table(CHEAT_SHEET, "what is in it")
    assert {file.strip("`"): number for file, _, number in rows} == first
