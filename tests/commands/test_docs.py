"""``python -m workshop docs``: the pages are served, and an open page follows what is saved."""

import os
import re
import sys

import pytest
import yaml
from playwright.sync_api import expect

from tests.support.checkout import Call, fresh_checkout, fresh_environment, quiet_port
from workshop.base.steps import ROOT
from workshop.check.explain.addresses import SERVED
from workshop.commands.docs import PAGES_PORT
from workshop.lesson import changes

PARTS = ("docs/", "further/", "workshop/", "step", "requirements", "mkdocs.yml", "README.md")
SECONDS = 120
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/docs.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def edited(tmp_path_factory):
    """A copy of the checkout, to edit its pages."""
    return fresh_checkout(tmp_path_factory.mktemp("edited") / "checkout", *PARTS)


@pytest.fixture(scope="module")
def served(edited, tmp_path_factory):
    """The address of the pages of ``edited``, served as the command serves them."""
    env = fresh_environment(tmp_path_factory.mktemp("home") / "home")
    port = quiet_port()
    with Call(
        sys.executable, edited, "docs", "--without-lab", "--port", str(port), env=env
    ) as call:
        call.serves(port)
        assert f"http://127.0.0.1:{port}/" in call.output
        yield f"http://127.0.0.1:{port}/"


def append(file, text):
    with file.open("a", encoding="utf-8", newline="\n") as opened:
        opened.write(text)


def test_the_pages_have_a_port_that_no_server_of_the_lesson_takes():
    # Two servers at one port: the browser shows one of them, and nobody says so.
    typed = re.findall(r"runserver (\d+)", (ROOT / "docs/step3/6-redis.md").read_text("utf-8"))
    assert typed and str(PAGES_PORT) not in typed
    assert f"http://127.0.0.1:{PAGES_PORT}/" == SERVED


@pytest.mark.all
def test_an_open_page_follows_what_is_saved(served, edited, browser):
    with browser.new_page() as page:
        page.goto(served + "claims.html")
        expect(page.get_by_role("heading", level=1)).to_contain_text("What works when")
        append(edited / "docs" / "claims.md", "\nThis sentence was saved a moment ago.\n")
        saved = page.get_by_text("This sentence was saved a moment ago.")
        expect(saved).to_be_visible(timeout=SECONDS * 1000)


BUTTONS = ("refuse-strangers", "auth-middleware", "echo-consumer")


@pytest.mark.all
@pytest.mark.parametrize("name", BUTTONS)
def test_the_button_copies_what_is_to_be_pasted(served, browser, name):
    (change,) = changes.read().changes_of(name)
    places = change.places() if change.before else []
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(served + change.fence.page.replace(".md", ".html"))
    block = page.locator(f"#{name} > .highlight")
    block.scroll_into_view_if_needed()
    block.locator(".md-code__button").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    whole = page.locator(f"#{name} > .file").inner_text()
    context.close()
    if len(places) == 1:
        _, _, j1, j2 = places[0]
        assert copied.splitlines() == change.after.splitlines()[j1:j2]
    else:
        assert copied.splitlines() == change.after.splitlines()
        assert "new file" in whole or "the button copies the whole file" in whole


def test_the_workflow_publishes_what_the_suite_has_found_right():
    # YAML 1.1 reads the key "on" as True.
    (trigger,) = WORKFLOW[True].items()
    suite = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    assert trigger == (
        "workflow_run",
        {"workflows": [suite["name"]], "types": ["completed"], "branches": ["main"]},
    )
    build, publish = WORKFLOW["jobs"]["build"], WORKFLOW["jobs"]["publish"]
    assert publish["needs"] == "build"
    assert "conclusion == 'success'" in build["if"] and "event == 'push'" in build["if"]


def test_the_workflow_publishes_what_both_programs_build():
    steps = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
    commands = [step["run"] for step in steps if "run" in step]
    for program in ("mkdocs", "properdocs"):
        (command,) = [line for line in commands if f"-m {program} build" in line]
        assert "--strict" in command
    actions = [step["uses"] for step in steps if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in actions), actions
    names = [os.path.basename(action).partition("@")[0] for action in actions]
    assert names[-2:] == ["upload-pages-artifact", "deploy-pages"]
