"""A browser without a window, asked over its DevTools protocol: no driver package is needed.

Methods and events: https://chromedevtools.github.io/devtools-protocol/
"""

import json
import os
import re
import subprocess
import time
from contextlib import ExitStack, contextmanager

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from workshop.base.processes import group, lines
from workshop.check.ask import leash
from workshop.serve.browser import find_browser, launch_options

START_SECONDS = 10
CALL_SECONDS = 5
ADDRESS = re.compile(rb"DevTools listening on (ws://\S+)")


class BrowserError(Exception):
    """The browser did not start or did not answer: nothing is known about the page."""


@contextmanager
def headless(folder):
    """Start the machine's browser with its profile in ``folder``; yield its DevTools address.

    Raises ``BrowserError`` when there is none or it does not start.
    """
    path, reason = find_browser()
    if path is None:
        raise BrowserError(reason)
    options = launch_options(path)["args"]
    command = [str(path), "--headless=new", "--remote-debugging-port=0", *options]
    # A window of its own would start renderers for its frame; the page gets one when it is made.
    command += [f"--user-data-dir={folder}", "--no-default-browser-check", "--no-startup-window"]
    with group(
        [*leash.COMMAND, *command],
        gentle=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        # It is killed at the end, and leaves its own temporary folder behind.
        env={**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder.parent))},
    ) as process:
        yield _address(process.stderr)


def _address(printed):
    for line in lines(printed, time.monotonic() + START_SECONDS):
        found = ADDRESS.search(line)
        if found:
            return found[1].decode()
    raise BrowserError(f"The browser did not start within {START_SECONDS} s.")


class Tab:
    """One page in a profile of its own. A context manager; raises ``BrowserError``."""

    def __init__(self, address):
        self._stack = ExitStack()
        try:
            connecting = connect(address, max_size=None, open_timeout=CALL_SECONDS)
            self._socket = self._stack.enter_context(connecting)
        except (OSError, WebSocketException) as error:
            raise BrowserError(str(error)) from None
        self._number = 0
        self._session = self._context = None
        self.errors = []
        self.logged = []
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def _open(self):
        self._context = self.call("Target.createBrowserContext")["browserContextId"]
        made = self.call("Target.createTarget", url="about:blank", browserContextId=self._context)
        attached = self.call("Target.attachToTarget", targetId=made["targetId"], flatten=True)
        self._session = attached["sessionId"]
        self.call("Runtime.enable")
        self.call("Log.enable")
        self.call("Page.enable")

    def call(self, method, **parameters):
        """Call a DevTools method; return its result.

        Errors of the page's scripts are kept in ``errors``, the browser's own in ``logged``.
        """
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        deadline = time.monotonic() + CALL_SECONDS
        try:
            self._socket.send(json.dumps(message))
            while True:
                got = json.loads(self._socket.recv(timeout=max(0, deadline - time.monotonic())))
                self._keep(got)
                if got.get("id") == self._number:
                    break
        except (OSError, TimeoutError, WebSocketException) as error:
            raise BrowserError(f"{method}: {error}") from None
        if "error" in got:
            raise BrowserError(f"{method}: {got['error'].get('message')}")
        return got["result"]

    def _keep(self, got):
        if got.get("method") == "Runtime.exceptionThrown":
            details = got["params"]["exceptionDetails"]
            text = details.get("exception", {}).get("description") or details.get("text", "")
            where = f"{details.get('url', '')}:{details.get('lineNumber', 0) + 1}"
            self.errors.append(f"{text.splitlines()[0]} ({where})")
        elif got.get("method") == "Log.entryAdded":
            entry = got["params"]["entry"]
            # Browsers ask for an icon by themselves.
            if entry.get("level") == "error" and "favicon" not in entry.get("url", ""):
                self.logged.append(f"{entry['text']} ({entry.get('url', '')})")

    def evaluate(self, script):
        """Return the value of a script's last expression; None when it throws."""
        done = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        return done["result"].get("value")

    def wait(self, script, seconds):
        """Return whether a script's value becomes true within ``seconds``."""
        deadline = time.monotonic() + seconds
        while not self.evaluate(script):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.03)
        return True

    def close(self):
        """Close the page and forget its profile."""
        self._session = None
        try:
            if self._context:
                self.call("Target.disposeBrowserContext", browserContextId=self._context)
        except BrowserError:
            # The browser is gone already, and the page with it.
            pass
        finally:
            self._stack.close()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()
