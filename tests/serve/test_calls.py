"""How often Daphne calls the application: once for each request, once for each WebSocket."""

import http.client

from workshop.base.steps import STEPS
from workshop.serve.client import Socket
from workshop.serve.server import LOOPBACK, Server, copy_project

SECONDS = 20
COUNTED = """
inner = application


async def application(scope, receive, send):
    print('called for', scope['type'], scope['path'])
    await inner(scope, receive, send)
"""


def test_daphne_calls_once_for_a_request_and_once_for_a_socket(tmp_path):
    """Page 2.1: three requests on one TCP connection, and three messages on one WebSocket."""
    project = copy_project(STEPS[2], tmp_path / "learning")
    asgi = project / "learning" / "asgi.py"
    text = asgi.read_text(encoding="utf-8") + COUNTED
    asgi.write_text(text, encoding="utf-8", newline="\n")
    with Server(project, "daphne") as server:
        kept = http.client.HTTPConnection(LOOPBACK, server.port, timeout=SECONDS)
        kept.connect()
        tcp = kept.sock
        for _ in range(3):
            kept.request("GET", "/chat/")
            assert kept.getresponse().read()
            assert kept.sock is tcp
        kept.close()
        with Socket(server.port, "/ws/echo/", seconds=SECONDS) as socket:
            for number in range(3):
                socket.send(str(number))
                assert socket.receive() == str(number)
        output = server.output()
    assert output.count("called for http /chat/") == 3
    assert output.count("called for websocket /ws/echo/") == 1
