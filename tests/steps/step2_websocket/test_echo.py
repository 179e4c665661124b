"""The echo: a frame is received, the same frame is sent; the connection stays."""

import pytest
from channels.testing import WebsocketCommunicator
from learning.asgi import application

from tests.serve.hostile import INPUTS
from tests.support.asgi import Socket

FRAMES = {sent.name: sent.frame for sent in INPUTS if sent.frame is not None}


async def test_an_echo_without_helpers():
    """How such a test looks from scratch; the others use ``Socket``, which does the same."""
    client = WebsocketCommunicator(
        application, "/ws/echo/", headers=[(b"origin", b"http://localhost:8000")]
    )
    connected, subprotocol = await client.connect(timeout=10)
    assert connected
    await client.send_to(text_data="hello")
    assert await client.receive_from(timeout=10) == "hello"
    await client.disconnect(timeout=10)


async def test_a_text_comes_back_as_the_same_text():
    async with Socket("/ws/echo/") as socket:
        await socket.send_frame("hello")
        assert await socket.frame() == "hello"


async def test_bytes_come_back_as_the_same_bytes():
    async with Socket("/ws/echo/") as socket:
        await socket.send_frame(b"\x00\xff")
        assert await socket.frame() == b"\x00\xff"


async def test_the_connection_stays_open_between_messages():
    async with Socket("/ws/echo/") as socket:
        for number in range(20):
            await socket.send_frame(f"message {number}")
            assert await socket.frame() == f"message {number}"
        assert socket.is_open()


async def test_many_messages_come_back_in_order():
    sent = [f"message {number}" for number in range(200)]
    async with Socket("/ws/echo/") as socket:
        for message in sent:
            await socket.send_frame(message)
        assert [await socket.frame() for _ in sent] == sent


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
async def test_no_message_closes_the_socket_or_reaches_others(frame):
    async with Socket("/ws/echo/") as socket, Socket("/ws/echo/") as other:
        await socket.send_frame(frame)
        assert await socket.frame() == frame
        await socket.send_frame("still here")
        assert await socket.frame() == "still here"
        # The next thing the other one hears is its own message.
        await other.send_frame("mine")
        assert await other.frame() == "mine"
        assert socket.is_open() and other.is_open()


async def test_one_leaves_and_the_other_stays():
    async with Socket("/ws/echo/") as stays:
        for code in (1000, 1001, 1006, 1011):
            leaves = Socket("/ws/echo/")
            assert await leaves.opens()
            await leaves.leave(code)
        await stays.send_frame("still here")
        assert await stays.frame() == "still here"
