"""Real servers of the builds."""

import pytest

from tests.further.members import sockets
from tests.further.site import Site, with_examples
from tests.support import needs
from workshop.serve.redis_server import redis_server

__all__ = ["sockets"]


@pytest.fixture(scope="session")
def history(tmp_path_factory):
    """One server of the build History, in memory."""
    with Site("further/history", tmp_path_factory.mktemp("history")) as site:
        yield site


@pytest.fixture(scope="session")
def notifications(tmp_path_factory):
    """One server of the build Notifications with its admin, in memory."""
    name = "further/notifications"
    change = with_examples(name, "chat/admin.py")
    with Site(name, tmp_path_factory.mktemp("news"), change=change) as site:
        yield site


@pytest.fixture(scope="session")
def accounts(tmp_path_factory):
    """One server of the build Accounts, in memory."""
    with Site("further/accounts", tmp_path_factory.mktemp("accounts")) as site:
        yield site


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    """One server of the build Files and pictures, in memory."""
    with Site("further/files", tmp_path_factory.mktemp("files")) as site:
        yield site


@pytest.fixture
def redis_url():
    needs.redis()
    with redis_server() as url:
        yield url
