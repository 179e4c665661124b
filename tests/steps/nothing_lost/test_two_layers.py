"""The other of the two Redis layers: the capacity that it has by itself, and how it waits."""

import asyncio
import re
import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
from channels_redis.core import RedisChannelLayer
from redis.exceptions import TimeoutError as RedisTimeout

from tests.steps.nothing_lost.crowd import Load, Outcome, chat
from tests.steps.nothing_lost.site import Site
from tests.support import printed

PUBSUB = "'channels_redis.pubsub.RedisPubSubChannelLayer'"
HOSTS = "'CONFIG': {'hosts': [os.environ['REDIS_URL']]}"
CORE = "'channels_redis.core.RedisChannelLayer'"
LOAD = Load(10, 200)
PAGE = "further/several-servers.md"


@pytest.fixture
def core(project, tmp_path, redis_url):
    """Return a function: two servers of step 3 with the core layer, its configuration changed."""
    with ExitStack() as stack:

        def served(configuration):
            copy = Path(shutil.copytree(project, tmp_path / "learning"))
            settings = copy / "learning" / "settings.py"
            text = settings.read_text(encoding="utf-8")
            for old, new in ((PUBSUB, CORE), (HOSTS, configuration)):
                assert text.count(old) == 1
                text = text.replace(old, new)
            settings.write_text(text, encoding="utf-8", newline="\n")
            return Site(stack, copy, "core", 2, REDIS_URL=redis_url)

        yield served


@pytest.mark.all
@pytest.mark.sweep
def test_core_as_it_comes_loses_most(core, tell):
    site = core(HOSTS)
    outcome = chat(site.ports, "/ws/async-chat/core-100/", LOAD, site.cookies)
    tell(f"core, capacity 100, async-chat {LOAD}", outcome)
    assert outcome.lost > outcome.tried / 2


@pytest.mark.all
def test_core_with_capacity_loses_nothing(core, tell):
    site = core(HOSTS.replace("]}", "], 'capacity': 10000}"))
    outcome = chat(site.ports, "/ws/async-chat/core-10000/", LOAD, site.cookies)
    tell(f"core, capacity 10,000, async-chat {LOAD}", outcome)
    assert outcome == Outcome(LOAD.deliveries, lost=0, doubled=0, disordered=0)


@pytest.mark.all
def test_core_closes_who_hears_nothing_unless_it_has_the_time_out_of_the_page(redis_url):
    text = printed.read(PAGE)
    (for_pubsub,) = re.findall(r"'socket_timeout': (\d+)", text)
    (for_core,) = re.findall(r"Give this layer (\d+)\.", text)
    waits = RedisChannelLayer.brpop_timeout

    async def hears_nothing(seconds):
        layer = RedisChannelLayer(hosts=[{"address": redis_url, "socket_timeout": int(seconds)}])
        receiving = layer.receive(await layer.new_channel())
        try:
            # Longer than one wait of the layer: its second one has begun.
            await asyncio.wait_for(receiving, waits + 2)
        except RedisTimeout:
            return "closed"
        except TimeoutError:
            return "open"

    async def both():
        return await asyncio.gather(hears_nothing(for_pubsub), hears_nothing(for_core))

    assert asyncio.run(both()) == ["closed", "open"]
