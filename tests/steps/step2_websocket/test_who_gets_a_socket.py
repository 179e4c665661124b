"""Whose socket is accepted: anybody's, but only from a page of this site."""

import pytest
from chat.routing import websocket_urlpatterns

from tests.support.asgi import Socket


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost:8000",
        "http://127.0.0.1:8000",
        "http://ada.localhost:8000",
        "https://localhost",
    ],
)
async def test_a_stranger_gets_a_socket(origin):
    async with Socket("/ws/echo/", origin=origin) as socket:
        await socket.send_frame("hello")
        assert await socket.frame() == "hello"


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://localhost.evil.example", "http://evillocalhost", "null", ""],
)
async def test_a_page_of_a_foreign_site_gets_none(origin):
    assert not await Socket("/ws/echo/", origin=origin).opens()


async def test_a_client_that_names_no_origin_gets_none():
    assert not await Socket("/ws/echo/", origin=None).opens()


@pytest.mark.parametrize("path", ["/ws/echo", "/ws/", "/ws/echo/x/", "/ws/chat/lobby/"])
async def test_other_addresses_have_no_socket(path):
    with pytest.raises(ValueError, match="No route found for path"):
        await Socket(path).opens()


def test_the_routes_pass_the_check_that_manage_py_check_leaves_out():
    assert [problem for route in websocket_urlpatterns for problem in route.check()] == []
