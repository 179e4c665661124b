"""A Redis server of our own, for as long as a ``with`` block lasts."""

import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager

from redis import Redis
from redis.exceptions import RedisError

from workshop.base.processes import group
from workshop.serve.server import LOOPBACK, free_port

START_SECONDS = 20


def find_redis():
    """Return the path of the ``redis-server`` program, or None when there is none."""
    return shutil.which("redis-server")


@contextmanager
def redis_server(port=None, options=("--save", "", "--appendonly", "no")):
    """Start a Redis server that keeps nothing on disk; yield its URL; stop it.

    ``port`` is its TCP port, by default one that is free; ``options`` are words for the program.
    Raises ``RuntimeError`` when there is no ``redis-server`` or it does not answer in time.
    """
    program = find_redis()
    if program is None:
        raise RuntimeError("There is no redis-server on this machine's PATH: install Redis.")
    port = port or free_port()
    address = ["--bind", LOOPBACK, "--port", str(port)]
    # On Windows a folder cannot be removed while the server's handles linger.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [program, *options, *address, "--dir", folder]
        silent = dict.fromkeys(("stdout", "stderr"), subprocess.DEVNULL)
        with group(command, **silent) as process:
            _wait(process, port)
            yield f"redis://{LOOPBACK}:{port}/0"


def _wait(process, port):
    deadline = time.monotonic() + START_SECONDS
    with Redis(host=LOOPBACK, port=port, socket_timeout=1) as client:
        while True:
            try:
                client.ping()
                return
            except RedisError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"redis-server did not answer on port {port}.") from None
            time.sleep(0.05)
