"""Whatever a client sends: the sender gets a reason, nobody else notices, everybody stays."""

import json

import pytest

from tests.serve.hostile import INPUTS

SENT = [sent for sent in INPUTS if sent.frame is not None]
# What a consumer refuses never gets to a layer: two pairs ask each of them once.
PAIRS = [
    ("in memory", "chat"),
    ("Redis", "async-chat"),
    pytest.param("in memory", "async-chat", marks=pytest.mark.all),
    pytest.param("Redis", "chat", marks=pytest.mark.all),
]


@pytest.mark.parametrize(("layer", "route"), PAIRS, indirect=True)
@pytest.mark.parametrize("sent", SENT, ids=[sent.name for sent in SENT])
async def test_no_message_does_harm(join, layer, ada, grace, sent):
    sender, other = await join(ada), await join(grace)
    everybody = [sender, other]

    await sender.send_frame(sent.frame)
    if sent.reason:
        assert await sender.heard() == {"error": sent.reason}
    else:
        for socket in everybody:
            assert await socket.heard() == {"message": sent.text, "username": "ada"}

    # The next thing anybody hears is the sender's next message.
    await sender.send_frame(json.dumps({"message": "still here"}))
    for socket in everybody:
        assert await socket.heard() == {"message": "still here", "username": "ada"}
    assert all(socket.is_open() for socket in everybody)

    # The sender is gone from the group like anybody else who leaves.
    await sender.leave()
    assert [len(group) for group in layer.groups.values()] == [1]
    await other.send_frame(json.dumps({"message": "bye"}))
    assert await other.heard() == {"message": "bye", "username": "grace"}


async def test_a_bad_message_is_not_counted_against_the_sender(join, ada):
    sender = await join(ada)
    for _ in range(50):
        await sender.send_frame("not JSON")
        assert await sender.heard() == {"error": "This is not JSON text."}
    assert sender.is_open()
