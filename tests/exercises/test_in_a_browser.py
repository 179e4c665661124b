"""The solutions that change the page as well, as people see them."""

import re
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.chat import expect_messages, say
from tests.support import needs
from workshop.check.ask.people_database import Database, settings_environment
from workshop.check.ask.project import write
from workshop.exercises.definitions import exercises
from workshop.serve.browser import open_browser
from workshop.serve.people import PEOPLE
from workshop.serve.server import Server

CONNECTED = re.compile("Connected|Here")


@pytest.fixture(scope="module")
def browser():
    needs.chromium()
    with open_browser() as browser:
        yield browser


@pytest.fixture
def people(browser, tmp_path):
    """Return a function: the pages of ada and grace in one room of an exercise's solution."""
    database = Database(tmp_path)

    @contextmanager
    def opened(name):
        project = write(exercises()[name].solved(), tmp_path / "project")
        env = settings_environment("learning.settings", database.file)
        with Server(project, **env) as server, ExitStack() as stack:
            pages = []
            for person, cookies in zip(PEOPLE[:2], database.cookies[:2], strict=True):
                context = stack.enter_context(browser.new_context(locale="en-US"))
                session = {"name": "sessionid", "value": cookies["sessionid"]}
                context.add_cookies([{**session, "url": server.url("/")}])
                pages.append(context.new_page())
                pages[-1].goto(server.url("/chat/lobby/"))
                expect(pages[-1].get_by_text(f"You are {person}.")).to_be_visible()
                expect(pages[-1].get_by_role("status")).to_have_text(CONNECTED)
            yield pages

    return opened


@pytest.mark.all
def test_the_page_shows_who_is_here(people):
    with people("here") as (ada, grace):
        for page in (ada, grace):
            expect(page.get_by_role("status")).to_have_text("Here: ada, grace")
        grace.close()
        expect(ada.get_by_role("status")).to_have_text("Here: ada")


@pytest.mark.all
def test_the_page_shows_who_is_typing(people):
    with people("typing") as (ada, grace):
        ada.get_by_label("Message", exact=True).press_sequentially("hel")
        expect(grace.get_by_role("status")).to_have_text("ada is typing …")
        expect(ada.get_by_role("status")).to_have_text("Connected.")
        say(ada, "hello")
        expect_messages(grace, ["ada: hello"])
        expect(grace.get_by_role("status")).to_have_text("Connected.")


@pytest.mark.all
def test_the_page_marks_a_private_word(people):
    with people("whisper") as (ada, grace):
        say(ada, "@grace hello")
        expect_messages(ada, ["ada: @grace hello (private)"])
        say(grace, "@alan you here?")
        expect_messages(grace, ["ada: @grace hello (private)", "grace: @alan you here? (private)"])
        say(grace, "hello all")
        expect_messages(ada, ["ada: @grace hello (private)", "grace: hello all"])
