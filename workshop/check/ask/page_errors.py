"""Do the scripts of a project's own pages run? What the browser itself says of them, with the line.

Only what the browser reports is told: an error that stopped a script while the page was loaded, and
a WebSocket that a page opened to a place where nothing listens.
"""

import re
from urllib.parse import unquote, urlsplit

from workshop.check.ask.devtools import BrowserError, Tab
from workshop.serve.probes import Observation
from workshop.serve.server import LOOPBACK

# As long as a page's first connection takes to be refused.
SETTLE_SECONDS = 0.3
STOPPED = re.compile(r"^(?P<what>.*) \((?P<url>\S*):(?P<line>\d+)\)$", re.S)
NO_SERVER = re.compile(r"WebSocket connection to '(?P<url>[^']+)' failed: .*ERR_CONNECTION_REFUSED")
NO_ROUTE = re.compile(
    r"WebSocket connection to '(?P<url>[^']+)' failed: .*response code: (?P<code>404|500)"
)
# What a template would have filled in.
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
# Presses the buttons that send no form; returns how many there are.
PRESS = """(() => {
  const buttons = [...document.querySelectorAll('button, input[type=button]')].filter(
    (one) => !one.disabled && !(one.form && one.type !== 'button'));
  for (const button of buttons) button.click();
  return buttons.length;
})()"""
ELSEWHERE = re.compile(r"ERR_\w+.* \((?P<url>https?://\S*)\)$")


def ask(theirs, tree, address, press=False):
    """Load each page of an ``Ask`` in the browser behind the DevTools ``address``.

    Returns an ``Observation``, or None where no page has a script or the browser is what fails.
    ``tree`` is the project, path to text, in which the line of an error is looked for. With
    ``press`` the buttons of each page are pressed, but for those that send a form.
    """
    port, asked = theirs.port, []
    origin = f"http://{LOOPBACK}:{port}"
    for path in [page["example"] for page in theirs.pages]:
        reply = theirs.get(path)
        if reply.status != 200 or "<script" not in reply.body:
            continue
        tried = f"GET {path} in a browser"
        try:
            errors, logged = _load(address, origin, path, theirs, press)
        except BrowserError:
            return None
        if any(_foreign(line, origin) for line in logged):
            # Without a script from elsewhere its own cannot be judged.
            continue
        for line in errors:
            found = STOPPED.match(line)
            if found and found["url"].startswith(origin):
                text = _line(theirs, found["url"], int(found["line"]))
                return Observation(False, tried, f"{found['what']}{place(text, tree)}")
        for line in logged:
            if happened := _socket_failed(line, port, tree):
                return Observation(False, tried, happened)
        asked.append(path)
    tried = "in a browser: " + ", ".join(asked)
    return Observation(True, tried, "no script was stopped by an error") if asked else None


def _socket_failed(line, port, tree):
    """Return what is said of a WebSocket that no server or no route of the project answers."""
    if found := NO_SERVER.match(line):
        if urlsplit(found["url"]).port == port:
            return ""
        happened = f"its WebSocket asks {found['url']}, where nothing listens"
        return happened + place("new WebSocket", tree)
    found = NO_ROUTE.match(line)
    if not found or urlsplit(found["url"]).port != port:
        return ""
    path = unquote(urlsplit(found["url"]).path)
    happened = f"its WebSocket asks {path}, and the server answers with HTTP {found['code']}"
    if tag := TAG.search(path):
        scripts = {file: text for file, text in tree.items() if file.endswith(".js")}
        if where := place(tag[0], scripts):
            return f"{happened}: Django fills {tag[0]} in templates, and not in this file{where}"
    return happened + place("new WebSocket", tree)


def _load(address, origin, path, theirs, press):
    with Tab(address) as tab:
        for name, value in theirs.cookies.items():
            tab.call("Network.setCookie", name=name, value=value, url=origin)
        tab.call("Page.navigate", url=origin + path)
        ready = "document.readyState === 'complete' && location.protocol !== 'about:'"
        tab.wait(ready, theirs.seconds)
        tab.wait("false", SETTLE_SECONDS)
        # What a button does before its time is no mistake of the page's.
        errors = list(tab.errors)
        if press and tab.evaluate(PRESS):
            tab.wait("false", SETTLE_SECONDS)
        return errors, list(tab.logged)


def _foreign(line, origin):
    found = ELSEWHERE.search(line)
    return found is not None and not found["url"].startswith(origin)


def _line(theirs, url, number):
    """Return the line of a page or a script as the server sends it."""
    there = urlsplit(url)
    lines = theirs.get(there.path + (there.query and "?" + there.query)).body.splitlines()
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
