"""The synchronous and the asynchronous consumer serve the same rooms."""

import inspect
import json

import pytest
from chat.async_consumers import AsyncChatConsumer
from chat.consumers import ChatConsumer

from tests.support.asgi import Socket


async def test_people_on_both_routes_hear_each_other(layer, ada, grace):
    async with (
        Socket("/ws/chat/lobby/", cookie=ada) as one,
        Socket("/ws/async-chat/lobby/", cookie=grace) as other,
    ):
        for sender, name in ((one, "ada"), (other, "grace")):
            await sender.send_frame(json.dumps({"message": "hello"}))
            said = {"message": "hello", "username": name}
            assert await one.heard() == await other.heard() == said


@pytest.mark.parametrize("consumer", [ChatConsumer, AsyncChatConsumer])
def test_a_method_of_channels_takes_what_it_takes_there(consumer):
    (channels,) = consumer.__bases__
    overridden = [name for name in vars(consumer) if callable(getattr(channels, name, None))]
    assert {"connect", "disconnect", "receive"} == {name for name in overridden if name[0] != "_"}
    for name in ("connect", "disconnect", "receive"):
        own, base = (inspect.signature(getattr(one, name)) for one in (consumer, channels))
        assert list(own.parameters) == list(base.parameters), name
