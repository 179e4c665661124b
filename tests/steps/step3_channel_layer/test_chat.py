"""What is said in a room."""

import json

from asgiref.sync import async_to_sync, sync_to_async
from channels.testing import WebsocketCommunicator
from learning.asgi import application


async def test_a_chat_without_helpers(ada, layer):
    """How such a test looks from scratch; the others use the fixture ``join``."""
    headers = [(b"origin", b"http://localhost:8000"), (b"cookie", ada.encode())]
    client = WebsocketCommunicator(application, "/ws/chat/lobby/", headers=headers)
    connected, subprotocol = await client.connect(timeout=10)
    assert connected
    await client.send_json_to({"message": "hello"})
    assert await client.receive_json_from(timeout=10) == {"message": "hello", "username": "ada"}
    await client.disconnect(timeout=10)


async def say(socket, message):
    await socket.send_frame(json.dumps({"message": message}))


async def test_the_sender_hears_the_message_back_with_the_name(join, ada):
    socket = await join(ada)
    await say(socket, "hello")
    assert await socket.heard() == {"message": "hello", "username": "ada"}


async def test_others_in_the_same_room_hear_it_with_the_senders_name(join, ada, grace):
    one, other = await join(ada), await join(grace)
    await say(one, "I am Ada")
    await say(other, "I am Grace")
    for socket in one, other:
        heard = [await socket.heard(), await socket.heard()]
        assert {"message": "I am Ada", "username": "ada"} in heard
        assert {"message": "I am Grace", "username": "grace"} in heard


async def test_another_room_does_not_hear_it(join, ada, grace):
    here, there = await join(ada, "here"), await join(grace, "there")
    await say(here, "only here")
    assert (await here.heard())["message"] == "only here"
    # The next thing the other room hears is its own message.
    await say(there, "only there")
    assert (await there.heard())["message"] == "only there"


async def test_the_connection_stays_open_between_messages(join, ada):
    socket = await join(ada)
    for number in range(20):
        await say(socket, f"message {number}")
        assert (await socket.heard())["message"] == f"message {number}"
    assert socket.is_open()


async def test_many_messages_are_heard_in_order(join, ada, grace):
    one, other = await join(ada), await join(grace)
    sent = [f"message {number}" for number in range(300)]
    for message in sent:
        await say(one, message)
    for socket in one, other:
        assert [(await socket.heard())["message"] for _ in sent] == sent


async def test_nothing_of_a_burst_is_lost(join, layer, ada):
    """In memory, a member's queue holds 100 messages unless the settings say otherwise."""
    socket = await join(ada)
    sent = [f"message {number}" for number in range(300)]

    def burst():
        # Like a view that sends; meanwhile the consumers wait for the thread they all share.
        for message in sent:
            event = {"type": "chat_message", "message": message, "username": "ada"}
            async_to_sync(layer.group_send)("chat_lobby", event)

    await sync_to_async(burst)()
    assert [(await socket.heard())["message"] for _ in sent] == sent


async def test_one_person_with_two_pages_hears_both(join, ada):
    one, other = await join(ada), await join(ada)
    await say(one, "hello")
    assert await one.heard() == await other.heard() == {"message": "hello", "username": "ada"}


async def test_who_leaves_is_no_longer_in_the_group(join, layer, ada, grace):
    stays, leaves = await join(ada), await join(grace)
    await leaves.leave()
    (group,) = layer.groups.values()
    assert len(group) == 1
    await say(stays, "alone")
    assert (await stays.heard())["message"] == "alone"
