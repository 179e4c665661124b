"""The lab without a mouse, for screen readers, light and dark, wide and narrow, from a folder."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.lab.lab_page import SECONDS

AXE = Axe()
WIDE, NARROW = {"width": 1280, "height": 720}, {"width": 390, "height": 844}
PANELS = ("Terminal", "Wire", "What works now")
AT_REST = "() => document.getAnimations().every((it) => it.playState !== 'running')"
SCHEMES = {"light": "default", "dark": "slate"}
CHANGE_SCHEME = "(scheme) => document.body.setAttribute('data-md-color-scheme', scheme)"


def axe_finds(page):
    page.wait_for_function(AT_REST)
    found = AXE.run(page, None, {"resultTypes": ["violations"], "preload": False}).response
    return [f"{it['id']}: {[node['html'] for node in it['nodes']]}" for it in found["violations"]]


@pytest.mark.all
def test_axe_finds_nothing_and_nothing_scrolls_sideways(lab):
    opened = lab("3.5")
    page = opened.page
    for who in ("Ada", "Grace", "Alan"):
        opened.connected(who)
    opened.console("Ada", "1 + 1", "2")
    opened.console("Ada", "nothing.at.all", "ReferenceError")
    opened.ask()
    page.get_by_label("Mark what differs").select_option("before")
    page.locator(".lab-menu > summary").click()
    for panel in PANELS:
        page.get_by_role("tab", name=panel).click()
        for scheme in SCHEMES.values():
            page.evaluate(CHANGE_SCHEME, scheme)
            for size in (WIDE, NARROW):
                page.set_viewport_size(size)
                assert (panel, scheme, size, axe_finds(page)) == (panel, scheme, size, [])
                assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.all
def test_everything_is_reached_with_the_keyboard(lab):
    opened = lab("2.4", start=False)
    page = opened.page
    page.get_by_role("button", name="Start the lab").focus()
    page.keyboard.press("Enter")
    opened.wait("() => performance.getEntriesByName('lab-ready').length > 0")
    opened.connected("You")

    page.locator(".cm-content").focus()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.type("# typed")
    page.keyboard.press("Tab")
    page.keyboard.press("ControlOrMeta+s")
    opened.terminal("changed, reloading.")
    # Escape, then Tab, leads out of the editor.
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('.lab-editor')")
    page.get_by_role("tab", name="Terminal").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="What works now")).to_be_focused()
    page.get_by_role("button", name="Ask all").focus()
    page.keyboard.press("Enter")
    said = page.locator(".lab-claims").get_by_role("status")
    expect(said).to_contain_text("answers", timeout=SECONDS * 1000)


def test_from_a_folder_a_sentence_and_the_command(browser, built_site):
    page = browser.new_page()
    page.goto((built_site / "lab.html").as_uri())
    expect(page.locator("#lab")).to_contain_text("python -m workshop docs")
    assert page.get_by_role("button", name="Start the lab").count() == 0
    page.close()


def test_without_scripts_the_page_says_so(built_site):
    html = (built_site / "lab.html").read_text(encoding="utf-8")
    assert "The lab needs JavaScript." in html
    assert 'href="#3.5"' in html


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("step2/3-page.html", "2.3"),
        ("step3/5-messages.html", "3.5"),
        ("further/history.html", "further/history"),
    ],
)
def test_a_checkpoint_leads_to_the_lab(built_site, page, name):
    html = (built_site / page).read_text(encoding="utf-8")
    assert f'href="../lab.html#{name}"' in html
    assert f'<li id="{name}"><a href="#{name}">' in (built_site / "lab.html").read_text("utf-8")
