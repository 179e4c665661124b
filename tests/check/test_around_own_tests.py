"""What learners' own tests say, made for real: the page ``trouble/around.md`` quotes it."""

import re
import sys

import pytest

from tests.support import printed
from tests.support.lesson import LESSON
from tests.support.printed import proven_by
from workshop.lesson import checkpoints

TESTING = "further/testing.md"
LIVE = """import multiprocessing
from urllib.request import urlopen

from channels.testing import ChannelsLiveServerTestCase
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler

# As on Windows and macOS.
multiprocessing.set_start_method('spawn', force=True)


{function}class ChatTests(ChannelsLiveServerTestCase):
    static_wrapper = {wrapper}

    def test_the_page_is_there(self):
        self.assertEqual(urlopen(self.live_server_url + '/chat/').status, 200)
"""
HANDLER = "ASGIStaticFilesHandler"
INSIDE = """def made():
    def inside(application):
        return ASGIStaticFilesHandler(application)
    return inside
"""
LOCAL = r"(AttributeError|PicklingError): Can't (pickle|get) local object"


@pytest.fixture
def project(tmp_path):
    return checkpoints.write(LESSON.checkpoint("3.7"), tmp_path / "learning")


def live(project, wrapper, function=""):
    """Run a test of theirs with a live server; return all that is printed."""
    text = LIVE.format(wrapper=wrapper, function=f"{function}\n\n" if function else "")
    (project / "chat" / "tests.py").write_text(text, encoding="utf-8", newline="\n")
    return printed.run(project, [sys.executable, "manage.py", "test", "--noinput"]).stdout


def in_a_file(project):
    _, setting = proven_by("test_a_live_server_needs_a_database_in_a_file")
    with (project / "learning" / "settings.py").open("a", encoding="utf-8") as settings:
        settings.write(f"\n{setting.text}\n")


@pytest.mark.all
def test_a_session_that_is_not_written_yet_is_locked(project):
    printed.put(project, TESTING)
    file = project / "tests" / "test_chat.py"
    text = file.read_text(encoding="utf-8")
    assert "transactional_db" in text
    file.write_text(text.replace("transactional_db", "db"), encoding="utf-8", newline="\n")
    one = "test_who_sends_no_json_is_told_so_and_stays"
    command = [*printed.arguments(TESTING, "python -m pytest"), "-p", "no:cacheprovider", "-k", one]
    (quoted,) = proven_by("test_a_session_that_is_not_written_yet_is_locked")
    assert quoted.text.strip() in printed.run(project, command).stdout
    file.write_text(text, encoding="utf-8", newline="\n")
    assert "1 passed" in printed.run(project, command).stdout


@pytest.mark.all
def test_a_live_server_needs_a_database_in_a_file(project):
    quoted, _ = proven_by("test_a_live_server_needs_a_database_in_a_file")
    assert quoted.text.strip() in live(project, HANDLER).splitlines()
    in_a_file(project)
    said = live(project, HANDLER)
    assert said.splitlines()[-2:-1] == ["OK"], said


@pytest.mark.all
def test_a_live_server_is_handed_no_lambda(project):
    in_a_file(project)
    quoted, function = (one.text for one in proven_by("test_a_live_server_is_handed_no_lambda"))
    said = live(project, f"lambda application: {HANDLER}(application)")
    assert re.search(re.escape(quoted.strip()).replace("…", ".*"), said), said
    said = live(project, "made()", INSIDE)
    assert re.search(LOCAL, said), said
    said = live(project, "with_static_files", function)
    assert said.splitlines()[-2:-1] == ["OK"], said
