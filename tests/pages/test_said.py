"""What the pages say in words, and what stands somewhere else or happens as well."""

import re
import sys

import pytest

from tests.support import printed
from tests.support.database import prepare
from workshop.base.steps import STEPS
from workshop.lesson import changes, checkpoints
from workshop.recordings.picture import CONVERSATION
from workshop.serve.client import request
from workshop.serve.people import LOGIN, PASSWORD
from workshop.serve.server import Server, copy_project
from workshop.setup.pythons import DIRECTIONS, NEWEST, OLDEST

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven")

# A session that somebody makes who has the key, and even the people's table.
FORGED = """
import django

django.setup()
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.management import call_command
from django.test import Client, override_settings

call_command("migrate", verbosity=0)
ada = get_user_model().objects.create(username="ada")
forged = SessionStore()
forged[SESSION_KEY] = str(ada.pk)
forged[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
forged[HASH_SESSION_KEY] = ada.get_session_auth_hash()
forged.save()
for engine in "db", "signed_cookies":
    with override_settings(SESSION_ENGINE=f"django.contrib.sessions.backends.{engine}"):
        browser = Client(headers={"host": "localhost"})
        browser.cookies["sessionid"] = forged.session_key
        print(engine, browser.get("/chat/").status_code)
"""


def test_the_picture_shows_as_many_messages_as_its_text_says():
    (said,) = re.findall(r"the same (\w+) messages", printed.read("index.md"))
    assert said == NUMBERS[len(CONVERSATION)]


def test_the_page_names_the_pythons_that_run_it():
    (said,) = re.findall(r"You need Python ([\d., or]+)\.", printed.read("before.md"))
    pythons = [f"{OLDEST[0]}.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1)]
    assert re.split(", | or ", said) == pythons


def test_the_page_leads_to_exactly_the_newest_python_that_works():
    newest = "{}.{}".format(*NEWEST)
    text = printed.read("before.md")
    assert set(re.findall(r"\[Python (\S+)\]", text)) == {newest}
    assert set(re.findall(r"https://www\.python\.org/\S+?(?=\))", text)) == {DIRECTIONS}
    assert f"`python{newest}`" in text and f"`py -{newest}`" in text


def test_a_route_that_names_a_class_that_is_gone_is_an_attribute_error(tmp_path):
    """Page 3.2, between its two changes."""
    lesson = changes.read()
    (renamed,) = lesson.changes_of("group-consumer")
    (mended,) = lesson.changes_of("group-route")
    assert mended.number == renamed.number + 1
    checkpoints.write(lesson.checkpoint("3.1"), tmp_path / "learning")
    settings = [change.after for change in lesson.changes_of("channel-layers")]
    for path, text in (("learning/settings.py", *settings), (renamed.path, renamed.after)):
        file = tmp_path / "learning" / path
        file.write_text(text, encoding="utf-8", newline="\n")
    done = printed.run(tmp_path / "learning", [sys.executable, "-c", "import learning.asgi"])
    assert "AttributeError: module 'chat.consumers' has no attribute 'EchoConsumer'" in done.stdout


def test_a_session_signed_with_the_key_signs_nobody_in(tmp_path):
    """Page “A real site”: only where sessions are in cookies would it."""
    project = copy_project(STEPS[3], tmp_path / "learning")
    settings = {"DJANGO_SETTINGS_MODULE": "learning.settings"}
    done = printed.run(project, [sys.executable, "-c", FORGED], **settings)
    assert done.stdout.split() == ["db", "302", "signed_cookies", "200"], done.stdout


@pytest.mark.all
def test_one_sign_in_counts_for_two_ports_and_makes_the_other_form_stale(tmp_path):
    """Page 3.6: both windows show the form before the first one is sent."""
    project = copy_project(STEPS[3], tmp_path / "learning")
    prepare(project)
    with Server(project) as first, Server(project) as second:
        cookies, forms = {}, []
        for server in (first, second):
            page = request(server.port, LOGIN, cookies=cookies)
            cookies |= page.cookies
            (token,) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.body)
            forms.append({"username": "ada", "password": PASSWORD, "csrfmiddlewaretoken": token})
        signed_in = request(first.port, LOGIN, form=forms[0], cookies=cookies)
        assert signed_in.status == 302
        cookies |= signed_in.cookies
        assert request(second.port, LOGIN, form=forms[1], cookies=cookies).status == 403
        for server in (first, second):
            page = request(server.port, "/chat/lobby/", cookies=cookies)
            assert "You are ada." in page.body
