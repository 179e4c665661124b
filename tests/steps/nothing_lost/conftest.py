"""Real servers of step 3, and a table of what the crowds tried and lost."""

from contextlib import ExitStack

import pytest

from tests.steps.nothing_lost.site import Site
from tests.support import needs
from tests.support.database import prepare
from workshop.base.steps import STEPS
from workshop.serve.redis_server import redis_server
from workshop.serve.server import copy_project

OUTCOMES = pytest.StashKey()


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """A copy of step 3, ada, grace and alan in its database."""
    project = copy_project(STEPS[3], tmp_path_factory.mktemp("nothing-lost") / "learning")
    prepare(project)
    return project


@pytest.fixture(scope="session")
def in_memory(project):
    with ExitStack() as stack:
        yield Site(stack, project, "memory", 1)


@pytest.fixture(scope="session")
def redis_url():
    needs.redis()
    with redis_server() as url:
        yield url


@pytest.fixture(scope="session")
def on_redis(project, redis_url):
    with ExitStack() as stack:
        yield Site(stack, project, "redis", 2, REDIS_URL=redis_url)


@pytest.fixture
def site(request):
    """The servers that the test's parameter ``layer`` names."""
    return request.getfixturevalue(request.node.callspec.params["layer"])


@pytest.fixture
def tell(request):
    """Return a function that adds a line, of a name and an ``Outcome``, to the table."""
    lines = request.config.stash.setdefault(OUTCOMES, [])
    return lambda name, outcome: lines.append((name, outcome))


def pytest_terminal_summary(terminalreporter, config):
    lines = config.stash.get(OUTCOMES, [])
    if not lines:
        return
    terminalreporter.section("deliveries")
    width = max(len(name) for name, _ in lines)
    for name, outcome in lines:
        terminalreporter.write_line(f"{name:{width}}  {outcome.tried:6} tried  {outcome.lost} lost")
