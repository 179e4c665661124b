"""Real servers of the builds."""

import pytest

from tests.further.site import Site
from tests.support import needs
from workshop.serve.redis_server import redis_server


@pytest.fixture(scope="session")
def history(tmp_path_factory):
    """One server of the build History, in memory."""
    with Site("further/history", tmp_path_factory.mktemp("history")) as site:
        yield site


@pytest.fixture
def redis_url():
    needs.redis()
    with redis_server() as url:
        yield url
