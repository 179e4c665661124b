"""The other of the two Redis layers, and the capacity that it has by itself."""

import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.steps.nothing_lost.crowd import Load, Outcome, chat
from tests.steps.nothing_lost.site import Site

PUBSUB = "'channels_redis.pubsub.RedisPubSubChannelLayer'"
HOSTS = "'CONFIG': {'hosts': [os.environ['REDIS_URL']]}"
CORE = "'channels_redis.core.RedisChannelLayer'"
LOAD = Load(10, 200)


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


def test_core_as_it_comes_loses_most(core, tell):
    site = core(HOSTS)
    outcome = chat(site.ports, "/ws/async-chat/core-100/", LOAD, site.cookies)
    tell(f"core, capacity 100, async-chat {LOAD}", outcome)
    assert outcome.lost > outcome.tried / 2


def test_core_with_capacity_loses_nothing(core, tell):
    site = core(HOSTS.replace("]}", "], 'capacity': 10000}"))
    outcome = chat(site.ports, "/ws/async-chat/core-10000/", LOAD, site.cookies)
    tell(f"core, capacity 10,000, async-chat {LOAD}", outcome)
    assert outcome == Outcome(LOAD.deliveries, lost=0, doubled=0, disordered=0)
