"""The builds in the lab, as their pages tell to try them: in a real Chromium."""

import re

import pytest
from playwright.sync_api import expect

from tests.lab.broken_builds import EDITS, edited
from tests.lab.lab_page import SECONDS
from tests.support import printed
from workshop.serve.people import PASSWORD

LONG = SECONDS * 1000
ADD = "/admin/chat/notification/add/"


def keeps_its_claims_until_it_is_edited(page, lesson, name):
    """Ask all claims, break one with an edit, and ask again."""
    sentences = lesson.known["claims"]
    wanted = {sentences[claim]: held for claim, held in lesson.asked(name).items()}
    broken = sentences[EDITS[name][-1]]
    for expected in (wanted, {**wanted, broken: False}):
        seen = page.ask()
        answers = {sentence: seen[sentence].startswith("yes") for sentence in expected}
        assert answers == expected
        files, path = edited(lesson.files(name), name)
        page.write(path, files[path])
        assert page.run()


@pytest.mark.all
@pytest.mark.sweep
def test_history_is_there_for_who_comes_late_and_after_a_restart(lab, lesson):
    page = lab("further/history")
    assert "Applying chat.0001_initial... OK" in page.terminal("Starting ASGI/Daphne")
    for who in ("Ada", "Grace"):
        page.connected(who)
    page.say("Ada", "before")
    page.hears("Grace", "ada: before")
    page.page.get_by_role("button", name="Stop").click()
    page.wait("() => lab.server.state === 'stopped'")
    assert page.run()
    page.load()
    page.page.get_by_role("button", name="a second window of Ada").click()
    for who in ("Ada", "Grace", "Ada again"):
        page.connected(who)
        page.hears(who, "ada: before")
    page.say("Grace", "after")
    logs = [page.window(who).get_by_role("log") for who in ("Ada", "Grace", "Ada again")]
    for log in logs:
        expect(log.locator(":scope > *")).to_have_text(
            ["ada: before", "grace: after"], timeout=LONG
        )
    page.page.reload()
    page.start()
    page.connected("Ada")
    page.say("Ada", "anew")
    page.hears("Ada", "ada: anew")
    expect(page.window("Ada").get_by_role("log").locator(":scope > *")).to_have_count(1)
    keeps_its_claims_until_it_is_edited(page, lesson, "further/history")


@pytest.mark.all
def test_a_build_can_be_typed_here_its_migration_too(lab, lesson):
    page = lab("further/history")
    page.page.on("dialog", lambda dialog: dialog.accept())
    page.page.evaluate("() => performance.clearMarks()")
    page.choose("Begin the build")
    page.wait("() => performance.getEntriesByName('lab-loaded').length > 0")
    assert page.page.evaluate("() => lab.editor.files") == lesson.files("3.7")
    models = lesson.files("further/history")["chat/models.py"]
    page.page.evaluate("(text) => lab.editor.add('chat/models.py', text)", models)
    assert page.run()
    page.command("makemigrations chat")
    page.wait("() => 'chat/migrations/0001_initial.py' in lab.editor.files")
    assert page.run()
    page.terminal(re.compile(r"Create model Message[\s\S]+Applying chat.0001_initial\.\.\. OK"))


@pytest.mark.all
@pytest.mark.sweep
def test_who_is_here_is_told_and_who_leaves(lab, lesson):
    page = lab("further/here")
    here = page.window("Ada").locator("#here")
    expect(here).to_have_text("Here: ada, alan, grace", timeout=LONG)
    page.go("Alan", "/chat/")
    expect(here).to_have_text("Here: ada, grace", timeout=LONG)
    page.page.get_by_role("button", name="a second window of Ada").click()
    page.connected("Ada again")
    page.go("Ada again", "/chat/")
    page.say("Grace", "Are you there?")
    page.hears("Ada", "grace: Are you there?")
    expect(here).to_have_text("Here: ada, grace", timeout=LONG)
    keeps_its_claims_until_it_is_edited(page, lesson, "further/here")


@pytest.mark.all
@pytest.mark.sweep
def test_a_stranger_signs_up_and_leaves_every_window_at_once(lab, lesson):
    page = lab("further/accounts")
    stranger = page.window("Stranger")
    heading = stranger.get_by_role("heading")
    stranger.get_by_role("link", name="sign up").press("Enter")
    expect(heading).to_have_text("Sign up", timeout=LONG)
    stranger.get_by_label("Username").fill("newcomer")
    for label in ("Password:", "Password confirmation:"):
        stranger.get_by_label(label, exact=True).fill(PASSWORD)
    stranger.get_by_role("button", name="Sign up").press("Enter")
    expect(heading).to_have_text("Sign in", timeout=LONG)
    stranger.get_by_label("Username").fill("newcomer")
    stranger.get_by_label("Password").fill(PASSWORD)
    stranger.get_by_role("button", name="Sign in").press("Enter")
    stranger.get_by_label("Room").fill("lobby")
    stranger.get_by_role("button", name="Enter").press("Enter")
    page.connected("Stranger")
    page.say("Stranger", "Good evening")
    page.hears("Grace", "newcomer: Good evening")
    page.page.get_by_role("button", name="a second window of Ada").click()
    page.connected("Ada again")
    page.window("Ada").get_by_role("button", name="Log out").press("Enter")
    expect(page.window("Ada").get_by_role("heading")).to_have_text("Sign in", timeout=LONG)
    again = page.window("Ada again")
    expect(again.locator("#state")).to_contain_text("Not connected", timeout=LONG)
    expect(again.get_by_role("link", name="Reload this page or sign in")).to_be_visible()
    page.connected("Grace")
    # The two who are asked about are signed in again.
    page.page.on("dialog", lambda dialog: dialog.accept())
    page.choose("Reset to the checkpoint")
    page.wait("() => performance.getEntriesByName('lab-loaded').length > 0")
    keeps_its_claims_until_it_is_edited(page, lesson, "further/accounts")


@pytest.mark.all
def test_a_notification_of_the_admin_is_a_number_on_each_page(lab, lesson):
    page = lab("further/notifications")
    admin = printed.files("further/notifications.md")["chat/admin.py"]
    page.page.evaluate("(text) => lab.editor.add('chat/admin.py', text)", admin)
    assert page.run()
    page.page.get_by_role("button", name="a second window of Ada").click()
    page.go("Ada again", "/chat/")
    page.go("Grace", ADD)
    form = page.window("Grace")
    form.get_by_label("User").select_option(label="ada")
    form.get_by_label("Text").fill("Alan has answered")
    form.get_by_role("button", name="Save", exact=True).press("Enter")
    for who in ("Ada", "Ada again"):
        expect(page.window(who).locator("#badge")).to_have_text("1 new", timeout=LONG)
    expect(page.window("Alan").locator("#badge")).to_have_text("")
    expect(form.get_by_text("was added successfully")).to_be_visible(timeout=LONG)
    page.go("Ada again", "/chat/me/notifications/")
    page.window("Ada again").get_by_role("button").press("Enter")
    expect(page.window("Ada").locator("#badge")).to_have_text("", timeout=LONG)
    keeps_its_claims_until_it_is_edited(page, lesson, "further/notifications")
