"""People, and rooms in which they meet, in memory and on a real Redis server."""

import runpy
from contextlib import AsyncExitStack

import pytest

from tests.support import needs
from tests.support.asgi import Socket
from workshop.serve.redis_server import redis_server


@pytest.fixture
def sign_in(transactional_db, django_user_model):
    """Return a function: the name of a new user to the cookie of a browser signed in as them."""
    from django.test import Client

    def sign_in(name):
        browser = Client()
        browser.force_login(django_user_model.objects.create_user(name))
        return f"sessionid={browser.cookies['sessionid'].value}"

    return sign_in


@pytest.fixture
def ada(sign_in):
    """The cookie with which Ada is signed in."""
    return sign_in("ada")


@pytest.fixture
def grace(sign_in):
    """The cookie with which Grace is signed in."""
    return sign_in("grace")


@pytest.fixture(scope="session")
def redis_url():
    needs.redis()
    with redis_server() as url:
        yield url


@pytest.fixture(params=["in memory", "Redis"])
async def layer(request, settings, monkeypatch, transactional_db):
    """The channel layer, once in memory and once on Redis, as the step's own settings say."""
    from channels.layers import get_channel_layer
    from learning import settings as own

    if request.param == "Redis":
        monkeypatch.setenv("REDIS_URL", request.getfixturevalue("redis_url"))
    # Assigned for each test, which also gives each test a layer of its own.
    settings.CHANNEL_LAYERS = runpy.run_path(own.__file__)["CHANNEL_LAYERS"]
    layer = get_channel_layer()
    yield layer
    await layer.flush()


@pytest.fixture(params=["chat", "async-chat"])
def route(request):
    """The route of the one consumer and of the other: every test has to pass with both."""
    return request.param


@pytest.fixture
async def join(route, layer):
    """Return a function: someone's cookie and the name of a room to an open ``Socket``.

    When the test is over, everybody leaves, and then no group may have a member.
    """
    async with AsyncExitStack() as sockets:

        async def join(cookie, room="lobby"):
            socket = Socket(f"/ws/{route}/{room}/", cookie=cookie)
            return await sockets.enter_async_context(socket)

        yield join
    assert not layer.groups, "A member that has left is still in a group."
