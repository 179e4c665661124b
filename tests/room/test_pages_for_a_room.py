"""``docs --lan``: the built pages, for the browsers of a room, at the address that is printed."""

import shlex
import sys

import pytest

from tests.support import printed
from tests.support.checkout import Call, call, fresh_checkout, fresh_environment, quiet_port
from workshop.serve.client import request
from workshop.serve.server import LOOPBACK

PARTS = ("docs/", "further/", "workshop/", "step", "requirements", "mkdocs.yml", "README.md")


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """A checkout, and an environment for commands in it."""
    folder = tmp_path_factory.mktemp("room")
    return fresh_checkout(folder / "checkout", *PARTS), fresh_environment(folder / "home")


@pytest.mark.all
def test_the_pages_are_there_for_the_room(copied):
    folder, env = copied
    [block] = printed.proven_by("test_the_pages_are_there_for_the_room")
    words = shlex.split(block.text)
    assert words[:3] == ["python", "-m", "workshop"]
    port = quiet_port()
    # The lab is built and looked at elsewhere; here it would take minutes.
    more = ("--without-lab", "--address", LOOPBACK, "--port", str(port))
    with Call(sys.executable, folder, *words[3:], *more, env=env) as started:
        started.serves(port)
        assert f"The pages for the room: http://{LOOPBACK}:{port}/" in started.output
        for page in ("/", "/lab.html", "/step2/3-page.html"):
            assert request(port, page).kind == "text/html"
        started.interrupt()
        assert started.finish() == 0


def test_an_address_of_somebody_else_is_refused(copied):
    folder, env = copied
    words = ("docs", "--lan", "--without-lab", "--address", "192.0.2.77")
    code, output = call(sys.executable, folder, *words, env=env)
    assert code == 1
    assert "192.0.2.77 is no IPv4 address of this machine." in output
