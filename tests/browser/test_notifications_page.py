"""The build Notifications in a browser: the badge on each page, alone beside the chat's script."""

import pytest
from playwright.sync_api import expect

from tests.browser.chat import expect_messages, give_cookies, hurry, outage, say
from tests.further.site import Site, with_examples
from tests.support.waiting import become

NAME = "further/notifications"
BADGE = "chat/templates/chat/badge.html"
CREATE = """
from django.contrib.auth.models import User
from chat.models import Notification
Notification.objects.create(user=User.objects.get(username="ada"), text="<b>Meanwhile</b>")
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    change = with_examples(NAME, "chat/admin.py")
    with Site(NAME, tmp_path_factory.mktemp("notifications"), change=change) as site:
        yield site


@pytest.mark.all
def test_each_page_shows_the_number_at_once_and_after_an_outage(site, context, watch):
    (server,) = site.servers
    watch.ports.add(server.port)
    for name, cookies in site.cookies.items():
        give_cookies(context, server.url(host=f"{name}.localhost"), cookies)

    def visit(name, path):
        page = context.new_page()
        page.goto(server.url(path, host=f"{name}.localhost"))
        return page

    paths = ("/chat/", "/chat/lobby/", "/chat/me/notifications/")
    adas, grace = [visit("ada", path) for path in paths], visit("grace", "/chat/lobby/")
    expect(grace.locator("#state")).to_have_text("Connected.")
    # The chat's own script works beside the badge's.
    say(adas[1], "Hello")
    expect_messages(grace, ["ada: Hello"])
    # The admin's own pages have no icon.
    watch.allowed.append(
        "console Failed to load resource: the server responded with a status of 404"
    )
    admin = visit("grace", "/admin/chat/notification/add/")
    admin.get_by_label("User").select_option(label="ada")
    admin.get_by_label("Text").fill("Grace has answered")
    admin.get_by_role("button", name="Save", exact=True).click()
    for page in adas:
        expect(page.locator("#badge")).to_have_text("1 new")
        hurry(page)
    with outage(server, watch):
        expect(adas[1].locator("#state")).to_have_text("Not connected. Trying again …")
        site.manage("shell", "-c", CREATE)
    for page in adas:
        expect(page.locator("#badge")).to_have_text("2 new")
    expect(grace.locator("#badge")).to_have_text("")
    adas[0].get_by_role("link", name="Notifications").click()
    expect(adas[0].locator("main > p:not(:has(a))")).to_have_text(
        ["New: <b>Meanwhile</b>", "New: Grace has answered"]
    )
    adas[0].get_by_role("button", name="Mark all as read").click()
    for page in adas:
        expect(page.locator("#badge")).to_have_text("")
    expect(adas[0].locator("main > p:not(:has(a))")).to_have_text(
        ["<b>Meanwhile</b>", "Grace has answered"]
    )


@pytest.mark.all
def test_without_module_the_badge_and_the_chat_share_a_name(tmp_path, context, watch):
    def change(tree):
        text = tree[BADGE].replace(' type="module"', " defer")
        assert text != tree[BADGE]
        return {BADGE: text}

    with Site(NAME, tmp_path, change=change) as site:
        (server,) = site.servers
        watch.ports.add(server.port)
        give_cookies(context, server.url(host="ada.localhost"), site.cookies["ada"])
        page = context.new_page()
        said = "Identifier 'address' has already been declared"
        watch.allowed.append(said)
        page.goto(server.url("/chat/lobby/", host="ada.localhost"))
        assert become(lambda: page.evaluate("1") and any(said in text for text in watch.found))
