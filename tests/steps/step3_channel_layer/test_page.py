"""The pages, over HTTP, for people who are signed in."""

import pytest
from django.contrib.staticfiles import finders

from tests.support.asgi import get, request


@pytest.mark.parametrize("path", ["/chat/", "/chat/lobby/", "/chat/?room_name=lobby"])
async def test_a_stranger_is_asked_to_sign_in(path):
    answer = await get(path)
    assert answer.status == 302
    assert answer.headers["location"].startswith("/admin/login/?next=/chat/")


async def test_the_root_leads_to_the_page():
    answer = await get("/")
    assert answer.status == 302
    assert answer.headers["location"] == "/chat/"


async def test_people_choose_a_room(ada):
    page = await get("/chat/", cookie=ada)
    assert page.status == 200
    assert "<h1>Choose a room</h1>" in page.text
    assert "cannot be" not in page.text


async def test_the_page_of_a_room_says_who_you_are(ada):
    page = await get("/chat/lobby/", cookie=ada)
    assert page.status == 200
    assert "lobby</h1>" in page.text
    assert "You are ada." in page.text


@pytest.mark.parametrize("name", ["chat.css", "favicon.svg", "page.js", "transport.js"])
async def test_what_the_page_loads_exists(ada, name):
    page = await get("/chat/lobby/", cookie=ada)
    assert f'"/static/chat/{name}"' in page.text
    assert finders.find(f"chat/{name}")


@pytest.mark.parametrize("path", ["/chat/", "/chat/echo/", "/chat/lobby/"])
async def test_a_message_gets_no_answer_over_http(ada, path):
    answer = await request("POST", path, form={"message": "hello"}, cookie=ada)
    assert answer.status == 403
