"""``goto``: any checkpoint, in a new folder, named as the pages name it."""

import os
import re
import sys
from html import escape

import pytest

from tests.support import printed
from tests.support.lesson import LESSON
from tests.support.quick import chosen
from workshop.base.steps import ROOT, STEPS
from workshop.lesson.generated import read_tree
from workshop.pages import fences


def goto(*words):
    """Call the command as at a terminal; return its exit code and its output with errors."""
    done = printed.run(ROOT, [sys.executable, "-m", "workshop", "goto", *map(str, words)])
    return done.returncode, done.stdout


def test_it_writes_the_checkpoint_and_says_how_to_go_on(tmp_path):
    folder = tmp_path / "new" / "fresh-start"
    code, output = goto("2.3", folder)
    assert code == 0, output
    assert read_tree(folder) == LESSON.checkpoint("2.3").tree
    assert f"Checkpoint 2.3, {LESSON.checkpoint('2.3').title}," in output
    _, cd, *commands = output.splitlines()
    assert cd.strip() == f"cd {folder}"
    assert [re.search(r"manage\.py (\w+)$", command)[1] for command in commands] == [
        "migrate",
        "runserver",
    ]
    # The command that it prints works there.
    program = commands[0].split(" manage.py")[0].strip()
    migrated = printed.run(folder, [program, "manage.py", "migrate"])
    assert migrated.returncode == 0, migrated.stdout


def test_who_needs_to_sign_in_is_told_to_make_people(tmp_path):
    code, output = goto("3.3", tmp_path / "new")
    assert code == 0
    names = re.findall(r"manage\.py (\w+)", output)
    assert names == ["migrate", "createsuperuser", "runserver"]


def test_the_list_is_that_of_the_pages():
    code, output = goto("--list")
    assert code == 0
    listed = [line.split("  ", 1) for line in output.splitlines()]
    points = [*LESSON.checkpoints, *LESSON.built()]
    assert listed == [[point.name, point.title] for point in points]
    for name, title in listed:
        assert f"Checkpoint {name}: {escape(title)}</p>" in fences.checkpoint(name)


@pytest.mark.parametrize("step", STEPS)
def test_the_last_checkpoint_of_a_step_is_the_step(step):
    last = [point for point in LESSON.checkpoints if point.step == step][-1]
    assert last.tree == read_tree(STEPS[step])


@pytest.mark.parametrize("name", chosen(LESSON.builds, lambda name: name == "further/history"))
def test_a_build_is_written_by_its_name(tmp_path, name):
    folder = tmp_path / "new"
    code, output = goto(name, folder)
    assert code == 0, output
    assert read_tree(folder) == LESSON.checkpoint(name).tree
    assert f"Checkpoint {name}, {LESSON.checkpoint(name).title}," in output
    names = re.findall(r"manage\.py (\w+)", output)
    assert names == ["migrate", "createsuperuser", "runserver"]


@pytest.mark.parametrize("there", ["a folder", "an empty folder", "a file"])
def test_it_overwrites_nothing(tmp_path, there):
    target = tmp_path / "mine"
    if there == "a file":
        target.write_text("dear", encoding="utf-8")
    else:
        target.mkdir()
    if there == "a folder":
        (target / "manage.py").write_text("mine", encoding="utf-8")
    before = sorted(str(path) for path in tmp_path.rglob("*"))
    code, output = goto("1.2", target)
    assert code == 1
    assert f"{target} is there already, and nothing is overwritten" in output
    assert "Traceback" not in output
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["9.9", "new"], "There is no checkpoint 9.9. There are 1.1, 1.2, "),
        (["further/none", "new"], "3.7, " + ", ".join(LESSON.builds)),
        (["2.3"], "Say where to: python -m workshop goto 2.3 FOLDER"),
    ],
)
def test_a_mistake_gets_a_sentence(words, said):
    code, output = goto(*words)
    assert (code, said in output, "Traceback" in output) == (1, True, False), output
    assert not (ROOT / "new").exists()


@pytest.mark.skipif(os.name != "posix", reason="Only there may a folder be closed like this.")
def test_where_nothing_may_be_written_it_says_so(tmp_path):
    (tmp_path / "a-file").write_text("", encoding="utf-8")
    code, output = goto("1.1", tmp_path / "a-file" / "new")
    assert code == 1
    assert "Traceback" not in output and "cannot be made" in output, output
