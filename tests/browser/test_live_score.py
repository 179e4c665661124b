"""The page “Not a chat” in a browser: a score that changes by itself, also after an outage."""

import pytest
from playwright.sync_api import expect

from tests.browser.chat import hurry, outage
from tests.support import club
from workshop.serve.server import Server

NAME = "Reds – Blues"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The server of the page's site, with a match and the cookies of somebody of its staff."""
    folder = tmp_path_factory.mktemp("club") / "site"
    folder.mkdir()
    club.make(folder)
    club.write(folder, before=False)
    with Server(folder) as server:
        server.cookies = club.signed_in(server)
        club.save(server, server.cookies, NAME, "0 : 0")
        yield server


@pytest.mark.all
def test_the_page_follows_the_score_and_comes_back(site, context, watch):
    watch.ports.add(site.port)
    # It has no icon; Chromium may ask for one.
    watch.allowed.append("/favicon.ico")
    page = context.new_page()
    page.goto(site.url("/match/1/"))
    score = page.get_by_role("status")
    expect(score).to_have_text("0 : 0")
    page.evaluate("window.neverReloaded = true")
    hurry(page)
    club.save(site, site.cookies, NAME, "1 : 0", pk=1)
    expect(score).to_have_text("1 : 0")
    with outage(site, watch):
        expect(score).to_have_text("1 : 0")
    club.save(site, site.cookies, NAME, "1 : 1", pk=1)
    expect(score).to_have_text("1 : 1")
    assert page.evaluate("window.neverReloaded")
