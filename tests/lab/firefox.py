"""Drives the machine's Firefox by WebDriver BiDi, which needs nothing but a WebSocket.

Source of the messages: W3C, "WebDriver BiDi". Playwright drives only Firefoxes of its own.
"""

import contextlib
import itertools
import json
import shutil
import subprocess
import time
from pathlib import Path

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from workshop.serve.server import LOOPBACK, free_port

NAMES = ("firefox", "firefox-esr")
SECONDS = 240


def find_firefox():
    """Return the path (str) of a Firefox, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Firefox:
    """One tab of a running Firefox."""

    def __init__(self, connection):
        self.connection, self.numbers = connection, itertools.count(1)
        self.ask("session.new", capabilities={})
        self.tab = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def ask(self, method, **parameters):
        """Send a command and return its result. Raises ``RuntimeError`` with Firefox' words."""
        number = next(self.numbers)
        self.connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self.connection.recv(timeout=SECONDS))
            if told.get("id") == number:
                break
        if told["type"] == "error":
            raise RuntimeError(f"{method}: {told['message']}")
        return told["result"]

    def open(self, address):
        """Load an address and wait until it is there."""
        self.ask("browsingContext.navigate", context=self.tab, url=address, wait="complete")

    def frames(self):
        """Return the contexts of all frames in the page."""
        [tree] = self.ask("browsingContext.getTree", root=self.tab)["contexts"]
        return [child["context"] for child in tree["children"]]

    def run(self, script, context=None):
        """Return what an expression of JavaScript gives, as Python has it from JSON."""
        told = self.ask(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({script})) ?? 'null')()",
            target={"context": context or self.tab},
            awaitPromise=True,
        )
        if told["type"] != "success":
            raise RuntimeError(told["exceptionDetails"]["text"])
        return json.loads(told["result"]["value"])

    def until(self, script, context=None):
        """Wait until an expression is true."""
        deadline = time.monotonic() + SECONDS
        while not self.run(f"Boolean({script})", context):
            assert time.monotonic() < deadline, script
            time.sleep(0.1)


@contextlib.contextmanager
def open_firefox(path, folder):
    """Start the Firefox at ``path``, with its profile in ``folder``; yield it as a ``Firefox``."""
    port = free_port()
    profile = Path(folder) / "profile"
    profile.mkdir()
    command = [path, "--headless", "--no-remote", "--remote-debugging-port", str(port)]
    process = subprocess.Popen(
        [*command, "--profile", str(profile)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with _connected(port, process) as connection:
            yield Firefox(connection)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _connected(port, process):
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            return connect(
                f"ws://{LOOPBACK}:{port}/session", max_size=None, ping_interval=None, open_timeout=9
            )
        except (OSError, WebSocketException):
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.2)
