"""The chapters, followed like a learner: from an empty folder and a clean environment to the chat.

Each command is run as printed, each change is made, each page is opened, and each checkpoint is
asked what works. What is printed on the way is what the pages show.
"""

import json
import os
import re
from dataclasses import replace

import pytest

from tests.support.lesson import LESSON
from workshop.base.steps import STEPS
from workshop.check.ask.examine import Examination
from workshop.check.ask.project import Project
from workshop.check.explain.catalogue import catalogue, make
from workshop.lesson import checkpoints
from workshop.lesson.generated import read_tree
from workshop.recordings import check_example, scenes, symptoms
from workshop.recordings.kept import RECORDINGS, is_shown
from workshop.recordings.normalise import KINDS, normalise, presentable
from workshop.recordings.terminal import Terminal, TerminalError, split
from workshop.serve.client import Socket
from workshop.serve.people import sign_in

HERE = [fence for fence in LESSON.fences if fence.options.get("os", os.name) == os.name]
SHOWN = [fence.name for fence in HERE if is_shown(fence)]
MOST_NORMALISATIONS = 8
SECOND = "second-process"


@pytest.fixture(scope="module")
def again(walked):
    """The walk's terminal with its server running once more."""
    with walked.terminal:
        walked.terminal.serve("python manage.py runserver", walked.folder / "again.log")
        yield walked


@pytest.mark.all
def test_the_way_ends_at_the_last_step(walked):
    assert read_tree(walked.terminal.folder) == read_tree(STEPS[3])


@pytest.mark.all
@pytest.mark.parametrize("checkpoint", LESSON.checkpoints, ids=lambda point: point.name)
def test_a_checkpoint_does_what_its_page_says(checkpoint, walked):
    # The learner's own server was asked, when the walk was there.
    said = checkpoints.promises(checkpoint)
    seen = walked.seen[checkpoint.name]
    assert seen == {claim: held for claim, held in said.items() if claim != SECOND}


@pytest.mark.all
def test_two_people_chat(again):
    port = again.terminal.port
    ada, grace = (sign_in(port, name) for name in ("ada", "grace"))
    path, origin = "/ws/chat/lobby/", f"http://127.0.0.1:{port}"
    with (
        Socket(port, path, cookies=ada, origin=origin) as adas,
        Socket(port, path, cookies=grace, origin=origin) as graces,
    ):
        for socket, name, message in ((adas, "ada", "Hello"), (graces, "grace", "Hi")):
            assert socket.send(json.dumps({"message": message}))
            for hearing in (adas, graces):
                said = {"message": message, "username": name}
                assert json.loads(hearing.receive() or "null") == said


@pytest.mark.all
def test_the_learners_python_was_a_clean_one(walked):
    # The packages came from the requirements file and from nowhere else.
    assert "Successfully installed" in walked.printed["install"]
    where = walked.terminal.run('python -c "import channels; print(channels.__file__)"')
    assert str(walked.folder / ".venv") in where


@pytest.mark.all
@pytest.mark.parametrize("name", SHOWN)
def test_the_page_shows_what_was_printed(name, walked):
    recorded = (RECORDINGS / f"{name}.txt").read_text(encoding="utf-8")
    assert normalise(walked.printed[name]) == normalise(recorded)


def test_no_recording_is_left_over():
    shown = {f"{fence.name}.txt" for fence in LESSON.fences if is_shown(fence)}
    there = {file.name for file in RECORDINGS.iterdir()}
    played = {scenes.file_of(name).name for name in scenes.SCENES}
    printed = {f"{name}.txt" for name in check_example.FILES}
    assert there == shown | played | printed | {symptoms.FILE.name}


def broken():
    """Return the files of a project whose server prints a traceback."""
    mistake = catalogue()["template-not-namespaced"]
    return make(mistake, LESSON.checkpoint(mistake.at).tree)


@pytest.mark.all
def test_the_normalisations_are_few_and_each_is_needed(walked, tmp_path):
    assert len(KINDS) <= MOST_NORMALISATIONS
    # What "check" prints, and mistakes, are recorded without what differs: looked for is the rest.
    texts = [file.read_text(encoding="utf-8") for file in RECORDINGS.iterdir()]
    texts += [*walked.printed.values()]
    texts.append(Examination(Project(tmp_path, "learning", broken()), LESSON).look()[2])
    for kind, pairs in KINDS.items():
        if kind != "around":
            for pattern, left in pairs:
                assert any(re.search(pattern, it) or (left and left in it) for it in texts), pattern


@pytest.mark.all
def test_the_recordings_hold_nothing_of_the_machine_that_made_them(walked):
    for name in SHOWN:
        text = presentable(walked.printed[name])
        assert str(walked.folder) not in text and str(walked.terminal.port) not in text, name


def test_a_terminal_inherits_nothing_of_who_started_it(monkeypatch, tmp_path):
    for name in ("REDIS_URL", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV"):
        monkeypatch.setenv(name, "somebody's own")
    assert "somebody's own" not in Terminal(tmp_path, tmp_path).environment.values()


@pytest.mark.parametrize("posix", [True, False])
def test_a_line_has_the_same_words_on_each_system(posix):
    line = 'python -c "import channels; print(channels.__file__)"'
    assert split(line, posix) == ["python", "-c", "import channels; print(channels.__file__)"]
    assert split(r".venv\Scripts\python x", posix=False) == [r".venv\Scripts\python", "x"]


@pytest.mark.all
@pytest.mark.parametrize("wrong", ["page", "log", "output", "file", "checkpoint"])
def test_a_page_that_is_wrong_is_found(wrong, again):
    def first(kind, *options):
        return next(f for f in reversed(HERE) if f.kind == kind and {*options} <= f.options.keys())

    if wrong == "page":
        fence = replace(first("visit"), body="You are Charles Babbage.\n")
    elif wrong == "log":
        visit = first("visit", "logs")
        fence = replace(visit, body="", options={**visit.options, "logs": "WebSocket FLY"})
    elif wrong == "output":
        run = next(fence for fence in HERE if fence.name == "see-versions")
        fence = replace(run, options={**run.options, "says": "Django 0.1"})
    elif wrong == "file":
        fence = next(fence for fence in HERE if fence.kind == "change")
    else:
        fence = first("checkpoint")
        earlier = next(f for f in HERE if f.kind == "checkpoint" and "socket" in f.body)
        assert earlier.name != fence.name
        fence = earlier
    with pytest.raises(TerminalError, match=re.escape(f"docs/{fence.link}")):
        getattr(again, f"_{fence.kind}")(fence)
