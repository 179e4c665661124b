"""What is made in the lab goes on elsewhere, as a ZIP, and back; chapters are followed in it."""

import io
import zipfile

import pytest
from playwright.sync_api import expect

from tests.support.lesson import LESSON
from workshop.serve.client import request
from workshop.serve.server import Server, prepare

FOLLOWED = ["2.2", "2.3", "2.4", "3.1", "3.2", "3.3", "3.4", "3.5"]


def saved(page):
    """Choose “Save as ZIP”; return the ZIP's bytes."""
    with page.page.expect_download() as download:
        page.choose("Save as ZIP")
    return download.value.path().read_bytes()


@pytest.mark.all
def test_a_saved_project_runs_with_manage_py(lab, lesson, tmp_path):
    page = lab("3.5")
    with zipfile.ZipFile(io.BytesIO(saved(page))) as archive:
        archive.extractall(tmp_path)
    project = tmp_path / "learning"
    readme = (project / "README.txt").read_text(encoding="utf-8")
    assert lesson.known["versions"]["django"] in readme
    for path, text in lesson.files("3.5").items():
        assert (project / path).read_text(encoding="utf-8") == text

    prepare(project)
    with Server(project) as server:
        assert request(server.port, "/chat/").location == "/admin/login/?next=/chat/"


@pytest.mark.all
def test_a_zip_can_be_opened(lab, tmp_path):
    page = lab("3.5")
    changed = tmp_path / "mine.zip"
    with zipfile.ZipFile(io.BytesIO(saved(page))) as archive, zipfile.ZipFile(changed, "w") as mine:
        for name in archive.namelist():
            text = archive.read(name).decode()
            mine.writestr(name, text.replace("A message has 1", "MINE has 1"))
    page.page.get_by_label("A ZIP to open").set_input_files(changed)
    page.wait("() => lab.editor.files['chat/messages.py']?.includes('MINE')")
    page.wait("() => document.querySelector('#lab').dataset.state === 'running'")
    for who in ("Ada", "Grace"):
        page.connected(who)
    page.console("Ada", "send('')", "true")
    expect(page.window("Ada").get_by_role("status")).to_contain_text("MINE has 1")


@pytest.mark.all
def test_what_is_no_project_is_not_opened(lab, tmp_path):
    page = lab("2.3")
    empty = tmp_path / "empty.zip"
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("hello.txt", "hello")
    page.page.get_by_label("A ZIP to open").set_input_files(empty)
    expect(page.page.locator(".lab-state")).to_contain_text("There is no manage.py in it")
    page.connected("You")


@pytest.mark.all
@pytest.mark.sweep
def test_the_chapters_can_be_followed_in_the_lab_alone(lab, lesson):
    page = lab("2.2")
    page.page.on("dialog", lambda dialog: dialog.accept())
    sentences = lesson.known["claims"]
    before = LESSON.checkpoint("2.1")
    for name in FOLLOWED:
        page.page.get_by_label("Where the project is in the lesson").select_option(name)
        page.choose("Begin the chapter")
        assert page.page.evaluate("() => lab.editor.files") == before.tree, name
        point = LESSON.checkpoint(name)
        for change in point.changes[len(before.changes) :]:
            make(page, change)
        assert page.page.evaluate("() => lab.editor.files") == point.tree, name
        page.run()
        seen = page.ask()
        for claim, held in lesson.asked(name).items():
            assert seen[sentences[claim]].startswith("yes" if held else "no"), (name, claim)
        before = point
    for who in ("Ada", "Grace"):
        page.connected(who)
    page.say("Ada", "We are there")
    page.hears("Grace", "ada: We are there")


def make(page, change):
    """Make one of the lesson's changes in the editor."""
    if change.after is None:
        page.page.evaluate("(path) => { lab.editor.open(path); lab.editor.remove(); }", change.path)
    elif change.before is None:
        page.page.evaluate(
            "([path, text]) => lab.editor.add(path, text)", [change.path, change.after]
        )
    else:
        page.write(change.path, change.after)
