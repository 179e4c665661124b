"""Names of rooms: in the address of the page, in the form, in the address of the socket."""

from urllib.parse import quote

import pytest
from chat.routing import websocket_urlpatterns

from tests.support.asgi import Socket, get

GOOD = ["my-room", "my_room", "a", "7", "-", "Lobby", "x" * 50]
# The routes take them, the page and the consumer do not; 95 letters are no name of a group.
TOO_LONG = ["x" * 51, "x" * 94]
BAD = ["my room", "café", "a#b", "a?b", "a/b", "../x", "a\n", "a.b", "", " ", "٣", "😀"]


@pytest.mark.parametrize("name", GOOD)
async def test_a_good_name_has_a_page_and_a_socket(route, layer, ada, name):
    answer = await get("/chat/?room_name=" + name, cookie=ada)
    assert answer.status == 302
    assert answer.headers["location"] == f"/chat/{name}/"
    page = await get(f"/chat/{name}/", cookie=ada)
    assert page.status == 200
    assert f'data-socket="/ws/chat/{name}/"' in page.text
    async with Socket(f"/ws/{route}/{name}/", cookie=ada):
        assert list(layer.groups)[0].endswith(f"chat_{name}")
    assert not layer.groups


@pytest.mark.parametrize("name", BAD + TOO_LONG)
async def test_a_bad_name_is_refused_in_friendly_words(ada, name):
    page = await get("/chat/?room_name=" + quote(name, safe=""), cookie=ada)
    assert page.status == 200
    assert "cannot be the name of a room." in page.text
    assert 'name="room_name"' in page.text


@pytest.mark.parametrize("name", [name for name in BAD + TOO_LONG if name])
async def test_a_bad_name_has_no_page(ada, name):
    page = await get(f"/chat/{quote(name, safe='')}/", cookie=ada)
    assert page.status == 404
    assert "data-socket" not in page.text


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_name_has_no_socket(route, layer, ada, name):
    with pytest.raises(ValueError, match="No route found for path"):
        await Socket(f"/ws/{route}/{quote(name, safe='')}/", cookie=ada).opens()
    assert not layer.groups


@pytest.mark.parametrize("name", TOO_LONG)
async def test_a_name_that_is_too_long_has_no_socket(route, layer, ada, name):
    assert not await Socket(f"/ws/{route}/{name}/", cookie=ada).opens()
    assert not layer.groups


async def test_a_name_with_html_is_shown_as_text(ada):
    page = await get("/chat/?room_name=" + quote('"><script>alert(1)</script>'), cookie=ada)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text


def test_the_routes_pass_the_check_that_manage_py_check_leaves_out():
    assert [problem for route in websocket_urlpatterns for problem in route.check()] == []
