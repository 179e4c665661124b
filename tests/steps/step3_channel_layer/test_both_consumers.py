"""The synchronous and the asynchronous consumer serve the same rooms."""

import json

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
