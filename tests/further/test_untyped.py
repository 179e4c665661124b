"""What the builds say without a type is what the table of “Messages with a type” says of them."""

import json
import re

import pytest

from tests.further.site import SECONDS
from tests.further.test_here import serving
from tests.support import printed
from workshop.serve.client import Socket
from workshop.serve.probes import word

PAGE = "further/message-types.md"


def keys(build):
    """Return the keys that the table shows for what a build says without a type."""
    (cell,) = [row[3] for row in printed.table(PAGE, "| from |") if row[2] == build]
    return re.findall(r'"(\w+)"', cell)


@pytest.fixture
def here(tmp_path):
    with serving(tmp_path) as site:
        yield site


def said(site, path, *frames):
    """Return the first object that a newcomer is told who sends these frames."""
    port, cookies = site.servers[0].port, site.cookies["ada"]
    with Socket(port, path, cookies=cookies, seconds=SECONDS) as socket:
        assert all(socket.send(frame) for frame in frames)
        frame = socket.receive()
        assert frame, socket.happened
        # Who leaves while something is on its way makes Channels trip.
        assert socket.answers_ping()
    return json.loads(frame)


@pytest.mark.parametrize(
    ("build", "path", "frames"),
    [
        ("History", f"/ws/chat/{word()}/", ['{"message": "Hello"}']),
        pytest.param("Notifications", "/ws/badge/", [], marks=pytest.mark.all),
        pytest.param("Who is here", f"/ws/chat/{word()}/", ["here"], marks=pytest.mark.all),
    ],
    ids=["history", "notifications", "here"],
)
def test_a_build_says_what_the_table_says(request, build, path, frames):
    assert all(frame.startswith("{") or f"`{frame}`" in printed.read(PAGE) for frame in frames)
    site = request.getfixturevalue("here" if build == "Who is here" else build.lower())
    assert list(said(site, path, *frames)) == keys(build)
