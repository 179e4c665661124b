"""Do the scripts of a project's own pages run? What the browser itself says of them, with the line.

Only what the browser reports is told: an error that stopped a script while the page was loaded, and
a WebSocket that a page opened to a place where nothing listens.
"""

import re
from urllib.parse import urlsplit

from workshop.check.ask.devtools import BrowserError, Tab
from workshop.serve.client import request
from workshop.serve.probes import Observation
from workshop.serve.server import LOOPBACK

# As long as a page's first connection takes to be refused.
SETTLE_SECONDS = 0.3
STOPPED = re.compile(r"^(?P<what>.*) \((?P<url>\S*):(?P<line>\d+)\)$", re.S)
NO_SERVER = re.compile(r"WebSocket connection to '(?P<url>[^']+)' failed: .*ERR_CONNECTION_REFUSED")
ELSEWHERE = re.compile(r"ERR_\w+.* \((?P<url>https?://\S*)\)$")


def ask(paths, cookies, port, seconds, tree, address):
    """Load each of ``paths`` in the browser behind the DevTools ``address``.

    Returns an ``Observation``, or None where no page has a script or the browser is what fails.
    ``tree`` is the project, path to text, in which the line of an error is looked for.
    """
    origin, asked = f"http://{LOOPBACK}:{port}", []
    for path in paths:
        reply = request(port, path, cookies=cookies, seconds=seconds)
        if reply.status != 200 or "<script" not in reply.body:
            continue
        tried = f"GET {path} in a browser"
        try:
            errors, logged = _load(address, origin, path, cookies, seconds)
        except BrowserError:
            return None
        if any(_foreign(line, origin) for line in logged):
            # Without a script from elsewhere its own cannot be judged.
            continue
        for line in errors:
            found = STOPPED.match(line)
            if found and found["url"].startswith(origin):
                text = _line(port, found["url"], int(found["line"]), cookies, seconds)
                return Observation(False, tried, f"{found['what']}{place(text, tree)}")
        for line in logged:
            found = NO_SERVER.match(line)
            if found and urlsplit(found["url"]).port != port:
                happened = f"its WebSocket asks {found['url']}, where nothing listens"
                return Observation(False, tried, happened + place("new WebSocket", tree))
        asked.append(path)
    tried = "in a browser: " + ", ".join(asked)
    return Observation(True, tried, "no script was stopped by an error") if asked else None


def _load(address, origin, path, cookies, seconds):
    with Tab(address) as tab:
        for name, value in cookies.items():
            tab.call("Network.setCookie", name=name, value=value, url=origin)
        tab.call("Page.navigate", url=origin + path)
        tab.wait("document.readyState === 'complete' && location.protocol !== 'about:'", seconds)
        tab.wait("false", SETTLE_SECONDS)
        return list(tab.errors), list(tab.logged)


def _foreign(line, origin):
    found = ELSEWHERE.search(line)
    return found is not None and not found["url"].startswith(origin)


def _line(port, url, number, cookies, seconds):
    """Return the line of a page or a script as the server sends it."""
    there = urlsplit(url)
    path = there.path + (there.query and "?" + there.query)
    lines = request(port, path, cookies=cookies, seconds=seconds).body.splitlines()
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""


def place(text, tree):
    """Return the one place of the project where such a line stands, in parentheses, or nothing."""
    places = [
        f"{path}, line {number}"
        for path, whole in sorted(tree.items())
        if text and path.endswith((".html", ".js"))
        for number, line in enumerate(whole.splitlines(), 1)
        if text in line
    ]
    return f" ({places[0]})" if len(places) == 1 else ""
