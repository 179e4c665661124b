"""The page, over HTTP."""

import pytest
from django.contrib.staticfiles import finders

from tests.support.asgi import get


async def test_the_page_is_served():
    page = await get("/chat/")
    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>Chat</h1>" in page.text
    assert 'action="/chat/echo/"' in page.text


async def test_the_root_leads_to_the_page():
    answer = await get("/")
    assert answer.status == 302
    assert answer.headers["location"] == "/chat/"


@pytest.mark.parametrize("name", ["chat.css", "favicon.svg", "page.js", "transport.js"])
async def test_what_the_page_loads_exists(name):
    page = await get("/chat/")
    assert f'"/static/chat/{name}"' in page.text
    assert finders.find(f"chat/{name}")


async def test_other_addresses_are_not_found():
    assert (await get("/nope/")).status == 404


@pytest.mark.parametrize("host", ["localhost", "ada.localhost:8000", "127.0.0.1:8000"])
async def test_names_of_this_machine_are_answered(host):
    assert (await get("/chat/", host=host)).status == 200


async def test_other_names_are_refused():
    assert (await get("/chat/", host="evil.example")).status == 400
