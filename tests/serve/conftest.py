"""The servers that the tests of this folder talk to."""

import pytest

from tests.serve.servers import Servers
from tests.support import needs


@pytest.fixture(scope="session")
def all_servers(tmp_path_factory):
    with Servers(tmp_path_factory.mktemp("servers")) as servers:
        yield servers


@pytest.fixture
def servers(all_servers, request):
    """The servers; a test whose ``kind`` is on Redis needs a Redis server."""
    kind = getattr(request.node, "callspec", None) and request.node.callspec.params.get("kind")
    if kind and kind.layer == "redis":
        needs.redis()
    return all_servers
