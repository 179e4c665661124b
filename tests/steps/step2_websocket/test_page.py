"""The page, over HTTP; the echo is no longer there."""

import pytest
from django.contrib.staticfiles import finders

from tests.support.asgi import get, request


async def test_the_page_is_served():
    page = await get("/chat/")
    assert page.status == 200
    assert "<h1>Chat</h1>" in page.text
    assert 'data-socket="/ws/echo/"' in page.text


async def test_the_root_leads_to_the_page():
    answer = await get("/")
    assert answer.status == 302
    assert answer.headers["location"] == "/chat/"


@pytest.mark.parametrize("name", ["chat.css", "favicon.svg", "page.js", "transport.js"])
async def test_what_the_page_loads_exists(name):
    page = await get("/chat/")
    assert f'"/static/chat/{name}"' in page.text
    assert finders.find(f"chat/{name}")


@pytest.mark.parametrize("path", ["/chat/echo/", "/ws/echo/"])
async def test_a_message_gets_no_answer_over_http(path):
    answer = await request("POST", path, form={"message": "hello"})
    assert answer.status == 404


async def test_the_page_takes_no_message():
    answer = await request("POST", "/chat/", form={"message": "hello"})
    assert answer.status == 403
