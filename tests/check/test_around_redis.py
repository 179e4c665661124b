"""What Redis says in Python around a project, made for real: ``trouble/around.md`` quotes it."""

import asyncio
import sys
from urllib.parse import urlsplit

import pytest
from asgiref.sync import async_to_sync

from tests.support import needs
from tests.support.lesson import LESSON
from tests.support.printed import proven_by, run
from tests.support.waiting import become
from workshop.lesson import checkpoints
from workshop.serve.client import Socket
from workshop.serve.redis_server import redis_server
from workshop.serve.server import Server

SECONDS = 60
# Longer than the layer reads at a time, which is five seconds.
SILENCE = 8
IN_MEMORY = """'channels.layers.InMemoryChannelLayer',
        'CONFIG': {'capacity': 10000, 'expiry': 3600},
"""
CORE = "'channels_redis.core.RedisChannelLayer',\n"
IMPORTS = "import redis.asyncio\nfrom asgiref.sync import async_to_sync\n\n"
TWICE = "\n\ntask()\ntask()\n"


@pytest.fixture(scope="module")
def url():
    needs.redis()
    with redis_server() as url:
        yield url


def on_core(folder, config):
    project = checkpoints.write(LESSON.checkpoint("3.2"), folder / "learning")
    settings = project / "learning" / "settings.py"
    text = settings.read_text(encoding="utf-8")
    assert IN_MEMORY in text
    text = text.replace(IN_MEMORY, CORE + config)
    settings.write_text(text, encoding="utf-8", newline="\n")
    return project


@pytest.mark.all
def test_who_hears_nothing_for_five_seconds_is_closed(url, tmp_path):
    quoted, config = proven_by("test_who_hears_nothing_for_five_seconds_is_closed")
    config = config.text.replace("redis://127.0.0.1:6379", url)
    assert url in config
    short = config.replace("10}", "5}")
    assert short != config
    with Server(on_core(tmp_path / "short", short)) as server:
        with Socket(server.port, "/ws/chat/lobby/", seconds=SECONDS) as socket:
            assert socket.opened
            assert socket.receive(SECONDS) is None
            assert "code 1011" in socket.happened
        said = quoted.text.strip().replace("6379", str(urlsplit(url).port))
        assert become(lambda: said in server.output().splitlines())
    longer = Server(on_core(tmp_path / "longer", config))
    with longer as server, Socket(server.port, "/ws/chat/lobby/", seconds=SECONDS) as socket:
        assert socket.receive(SILENCE) is None
        assert socket.answers_ping()


def test_a_client_outlives_no_loop(url, tmp_path):
    quoted, kept, made = (one.text for one in proven_by("test_a_client_outlives_no_loop"))
    port = str(urlsplit(url).port)

    def twice(code):
        code = IMPORTS + code.replace("6379", port) + TWICE
        return run(tmp_path, [sys.executable, "-c", code])

    assert twice(kept).stdout.splitlines()[-1] == quoted.strip()
    done = twice(made)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("name", ["core.RedisChannelLayer", "pubsub.RedisPubSubChannelLayer"])
def test_a_channel_layer_outlives_its_loops(url, name):
    module, _, class_name = name.partition(".")
    made = pytest.importorskip(f"channels_redis.{module}")
    layer = getattr(made, class_name)(hosts=[url])
    event = {"type": "chat_message", "message": "Hello"}
    for _ in range(2):
        async_to_sync(layer.group_send)("chat_lobby", event)
        asyncio.run(layer.group_send("chat_lobby", event))
