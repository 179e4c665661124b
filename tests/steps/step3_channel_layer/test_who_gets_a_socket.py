"""Whose socket is accepted: only that of people who are signed in, on a page of this site."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session

from tests.support.asgi import Socket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "origin", ["http://localhost:8000", "http://ada.localhost:8000", "http://127.0.0.1:8000"]
)
async def test_a_signed_in_person_gets_a_socket(route, layer, ada, origin):
    async with Socket(f"/ws/{route}/lobby/", cookie=ada, origin=origin) as socket:
        assert socket.is_open()


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://localhost.evil.example", "null", "", None],
    ids=["a foreign site", "a name that begins like ours", "null", "empty", "no Origin"],
)
async def test_a_page_of_a_foreign_site_gets_none(route, layer, ada, origin):
    assert not await Socket(f"/ws/{route}/lobby/", cookie=ada, origin=origin).opens()
    assert not layer.groups


@pytest.mark.parametrize(
    "cookie",
    [None, "", "sessionid=", "sessionid=" + "x" * 32, "sessionid=é", "sessionid=" + "x" * 5000],
    ids=["no cookie", "empty", "no session", "unknown session", "not ASCII", "5000 letters"],
)
async def test_a_stranger_gets_none(route, layer, cookie):
    assert not await Socket(f"/ws/{route}/lobby/", cookie=cookie).opens()
    assert not layer.groups


def signed_out():
    Session.objects.all().delete()


def deleted():
    get_user_model().objects.all().delete()


def deactivated():
    get_user_model().objects.update(is_active=False)


def with_another_password():
    user = get_user_model().objects.get()
    user.set_password("another")
    user.save()


@pytest.fixture(params=[signed_out, deleted, deactivated, with_another_password])
def stale(request, ada):
    """A cookie that was good until a moment ago."""
    request.param()
    return ada


async def test_a_stale_session_gets_none(route, layer, stale):
    assert not await Socket(f"/ws/{route}/lobby/", cookie=stale).opens()
    assert not layer.groups


async def test_a_refused_stranger_hears_nothing_of_the_room(route, join, ada):
    socket = await join(ada)
    stranger = Socket(f"/ws/{route}/lobby/")
    assert not await stranger.opens()
    await socket.send_frame('{"message": "hello"}')
    assert (await socket.heard())["message"] == "hello"
    assert stranger.output_queue.empty()
