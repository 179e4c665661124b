"""The production site of ``deploy/``: nginx with TLS, two Daphne processes, Redis, a browser."""

from contextlib import ExitStack

import pytest

from tests.deploy.site import NAME, Site, nginx
from tests.support import needs
from workshop.serve.browser import open_browser
from workshop.serve.redis_server import redis_server


@pytest.fixture(scope="package")
def site(tmp_path_factory):
    """The files of the site; nothing runs."""
    needs.redis()
    openssl = needs.program("openssl", "openssl")
    with redis_server() as url:
        yield Site(tmp_path_factory.mktemp("srv") / "chat", url, openssl)


@pytest.fixture(scope="package")
def daphnes(site):
    """The two running servers."""
    with ExitStack() as stack:
        yield [stack.enter_context(site.daphne(number)) for number in (1, 2)]


@pytest.fixture(scope="module")
def front(site, daphnes):
    """nginx before the two servers; the fixture's value is the port of ``https:``."""
    program = needs.program("nginx", "nginx")
    with nginx(program, site.nginx_conf(daphnes)):
        yield site.ports["443"]


@pytest.fixture(scope="module")
def browser(site, front):
    """A browser that finds the site by its name, as if it stood on the internet."""
    needs.chromium()
    ports = site.ports.items()
    rules = ", ".join(f"MAP {NAME}:{port} 127.0.0.1:{here}" for port, here in ports)
    with open_browser(f"--host-resolver-rules={rules}") as browser:
        yield browser
