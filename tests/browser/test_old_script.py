"""A script changes whose file is a day old, as at 2.3, 3.3 and 3.5: what a reload then shows."""

import os
import re
import shutil
import time

import pytest

from tests.browser.chat import expect_state, say
from tests.support import printed
from tests.support.database import prepare
from workshop.base.steps import STEPS
from workshop.serve.server import Server, copy_project

DAY = 24 * 60 * 60
SCRIPT = "chat/static/chat/transport.js"
KEYS = r"<kbd>Ctrl</kbd>\+<kbd>Shift</kbd>\+<kbd>R</kbd>"
TRY_IT = "../step2/3-page.md#try-it"


@pytest.fixture
def project(tmp_path):
    """Step 1 with scripts that were written yesterday."""
    project = copy_project(STEPS[1], tmp_path / "learning")
    prepare(project)
    yesterday = time.time() - DAY
    os.utime(project / SCRIPT, (yesterday, yesterday))
    return project


@pytest.mark.all
def test_only_a_reload_without_the_cache_brings_the_new_script(project, browser):
    script = project / SCRIPT
    with Server(project) as server:
        context = browser.new_context()
        page = context.new_page()
        page.goto(server.url("/chat/"))
        new = script.read_text(encoding="utf-8") + "state.textContent = 'The new script.';\n"
        script.write_text(new, encoding="utf-8", newline="\n")

        page.reload()
        expect_state(page, "")
        context.new_cdp_session(page).send("Page.reload", {"ignoreCache": True})
        expect_state(page, "The new script.")
        context.close()


def test_step_2_with_the_script_of_step_1_is_refused_as_the_page_says(tmp_path, browser):
    project = copy_project(STEPS[2], tmp_path / "learning")
    shutil.copy(STEPS[1] / SCRIPT, project / SCRIPT)
    said = "Not sent: the server answered 403."
    assert f'after a message "{said}"' in printed.read("step2/3-page.md")
    with Server(project) as server, browser.new_page() as page:
        page.goto(server.url("/chat/"))
        expect_state(page, "")
        say(page, "Hello")
        expect_state(page, said)


def test_the_pages_say_so_wherever_a_script_changes():
    first = printed.read("step2/3-page.md")
    assert re.search(rf"Reload the page without the cache\*\*, with {KEYS}", first)
    for page, change in (
        ("step3/3-people.md", "name-transport"),
        ("step3/5-messages.md", "show-errors"),
    ):
        text = printed.read(page)
        assert TRY_IT in text[text.index(f'name="{change}"') :], page
