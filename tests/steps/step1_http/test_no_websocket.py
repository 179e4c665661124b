"""What this step cannot do yet."""

import pytest

from tests.support.asgi import Socket


@pytest.mark.parametrize("path", ["/ws/echo/", "/ws/chat/lobby/", "/chat/"])
@pytest.mark.parametrize("origin", ["http://localhost:8000", "https://evil.example"])
async def test_no_websocket_is_accepted(path, origin):
    with pytest.raises(ValueError, match="Django can only handle ASGI/HTTP connections"):
        await Socket(path, origin=origin).opens()
