"""Does the learner's page send a message and show the answer? Asked in a browser, or by reading."""

import json
import re
from contextlib import nullcontext
from difflib import get_close_matches
from html.parser import HTMLParser

from workshop.check.ask.devtools import BrowserError, Tab
from workshop.serve.client import request
from workshop.serve.probes import Observation, collect, says
from workshop.serve.server import LOOPBACK

ROOM = "workshopcheck"
# As long as a browser needs to leave a page for another.
RELOAD_SECONDS = 0.2
MESSAGE = "hello from the check"
TRIED = f"a browser that writes “{MESSAGE}” on the page and sends it"
READ = "reading the page and its scripts, as there is no browser to try it"
# An address of a WebSocket in a script, and how near to the right one a slip is.
WRITTEN = re.compile(r"ws/[\w/-]*\w")
SLIP = 0.8
MADE = "the page did not show the signs <b> and </b>: it made an element of HTML from them"
AGAIN = "the page was loaded again, and all was gone"
ANOTHER = "the browser left the page for {}"
HEARD = f"{TRIED}, while somebody else listens in its room"
# Finds the field for messages, whatever it is called: of several, the one that says so or the last.
# A line to write in goes before an area, in which others show what was said.
FIELD = """(() => {
  const typed = ['', 'text', 'textarea', 'email', 'url', 'tel'];
  const fields = [...document.querySelectorAll('input, textarea')].filter((field) =>
    !field.readOnly && !field.disabled && typed.includes(field.type) &&
    !field.closest('search, [role=search]'));
  const says = (field) => /message|msg|chat|text|say/i.test(
    [field.id, field.name, field.placeholder, field.ariaLabel,
     ...[...(field.labels || [])].map((label) => label.innerText)].join(' '));
  const lines = fields.filter((field) => field.localName === 'input');
  return lines.find(says) || fields.find(says) || lines.at(-1) || fields.at(-1);
})()"""
FILL = """(() => {{
  const field = {field};
  if (!field) return false;
  field.value = {text};
  field.dispatchEvent(new Event('input', {{bubbles: true}}));
  field.focus();
  return true;
}})()"""
# Presses the button; returns whether there is one.
PRESS = f"""(() => {{
  const form = {FIELD}?.form;
  const button = (form || document).querySelector('button, [type=submit], [type=button]');
  if (button) button.click();
  return !!button;
}})()"""
ENTER = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
MARKUP = f"<b>{MESSAGE}</b>"
MARKED = f"a browser that writes “{MARKUP}” on the page and sends it"
SHOWN = f"""(() => {{
  const text = document.body.innerText +
    [...document.querySelectorAll('textarea')].map((area) => area.value).join();
  return text.includes({json.dumps(MESSAGE)});
}})()"""
AS_TEXT = SHOWN.replace(json.dumps(MESSAGE), json.dumps(MARKUP))
AS_ELEMENT = f"""[...document.querySelectorAll('b')].some(
  (one) => one.textContent === {json.dumps(MESSAGE)})"""


def in_browser(target, address, heard, markup=False):
    """Ask the page in the browser behind the DevTools ``address``; return an ``Observation``.

    With ``heard``, others in the room have to hear what it sends. With ``markup``, a second
    message has signs of HTML in it, of which the page must not make an element.

    Raises ``BrowserError`` when the browser is the one that fails.
    """
    path = target.pages[-1].replace("{room}", ROOM)
    # A project that answers over HTTP alone has nothing that could be listened to.
    others = target.open(ROOM, person=1) if heard else nullcontext()
    with Tab(address) as tab, others as listener:
        for name, value in target.people[0].items():
            url = f"http://{LOOPBACK}:{target.port}/"
            tab.call("Network.setCookie", name=name, value=value, url=url)
        tab.call("Page.navigate", url=f"http://{LOOPBACK}:{target.port}{path}")
        ready = f"document.readyState === 'complete' && location.pathname === {json.dumps(path)}"
        if not tab.wait(ready, target.seconds):
            return Observation(False, TRIED, f"{path} was not loaded")
        if not tab.wait(f"!!{FIELD}", target.seconds):
            return Observation(False, TRIED, f"{path} has no field to write in")
        # A socket needs a moment to open; until then a message is not sent, and tried again.
        tab.evaluate("window.sameWorkshopPage = true")
        for attempt in range(4):
            write(tab, MESSAGE, attempt % 2)
            shown = tab.wait(SHOWN, target.seconds / 4)
            if tab.wait("!window.sameWorkshopPage", RELOAD_SECONDS):
                now = tab.evaluate("location.pathname")
                gone = AGAIN if now == path else ANOTHER.format(now)
                return Observation(False, TRIED, "; ".join([gone, *tab.errors[:1]]))
            if shown:
                if heard and not _hears(target, listener):
                    return Observation(False, HEARD, "it was shown, but its room did not hear it")
                if markup:
                    write(tab, MARKUP, attempt % 2)
                    tab.wait(f"({AS_TEXT}) || ({AS_ELEMENT})", target.seconds / 4)
                    if tab.evaluate(AS_ELEMENT):
                        return Observation(False, MARKED, MADE)
                return Observation(True, TRIED, "the message was shown")
        said = [*tab.errors, *tab.logged, "the message did not appear on the page"]
        return Observation(False, TRIED, said[0])


def write(tab, text, with_enter=False):
    """Write a text into the page's field and send it, with its button or with Enter."""
    tab.evaluate(FILL.format(field=FIELD, text=json.dumps(text)))
    if with_enter or not tab.evaluate(PRESS):
        tab.call("Input.dispatchKeyEvent", type="keyDown", **ENTER)
        tab.call("Input.dispatchKeyEvent", type="keyUp", **ENTER)


def say(tab, text, seconds):
    """Write ``text`` on a page until it is shown; return whether it was within ``seconds``."""
    shown = SHOWN.replace(json.dumps(MESSAGE), json.dumps(text))
    for attempt in range(4):
        write(tab, text, attempt % 2)
        if tab.wait(shown, seconds / 4):
            return True
    return False


def _hears(target, listener):
    frames = collect(listener, MESSAGE, target.seconds, word_for_word=False)
    return any(says(frame, MESSAGE, word_for_word=False) for frame in frames)


class _Scripts(HTMLParser):
    """Collects a page's scripts: addresses and text, and every ``data-`` attribute."""

    def __init__(self):
        super().__init__()
        self.sources, self.text, self.data = [], "", []
        self._inside = False

    def handle_starttag(self, tag, attrs):
        self.data += [value for name, value in attrs if name.startswith("data-") and value]
        self._inside = tag == "script"
        source = dict(attrs).get("src")
        if tag == "script" and source and source.startswith("/"):
            self.sources.append(source)

    def handle_data(self, data):
        if self._inside:
            self.text += data


def opens_a_socket(body, load):
    """Return whether a page, or a script that it loads, has ``new WebSocket``.

    ``load(path)`` returns the text of a script.
    """
    scripts = _Scripts()
    scripts.feed(body)
    loaded = (load(source) for source in scripts.sources)
    return "new WebSocket" in scripts.text or any("new WebSocket" in text for text in loaded)


def by_reading(target, http=False):
    """Read the page and its scripts: do they name the socket's address? Never raises.

    With ``http`` the page may still send requests: so it does before its socket is brought.
    """
    options = {"cookies": target.people[0], "seconds": target.seconds}
    path = target.pages[-1].replace("{room}", ROOM)
    scripts = _Scripts()
    scripts.feed(request(target.port, path, **options).body)
    text = scripts.text
    for source in scripts.sources:
        reply = request(target.port, source, **options)
        if reply.status != 200:
            return Observation(False, READ, f"{source}: {reply.happened}")
        text += reply.body
    if target.over == "http" or (http and "new WebSocket(" not in text):
        held = "fetch(" in text or "XMLHttpRequest" in text
        return Observation(held, READ, "the scripts send a request" if held else "nothing is sent")
    if "WebSocket" not in text and "import" not in text:
        return Observation(False, READ, "nothing on the page opens a WebSocket")
    known = [*scripts.data, *re.findall(r"[\"'`]([^\"'`\n]+)[\"'`]", text)]
    head = target.socket.split("{room}")[0].strip("/")
    if any(head in one for one in known):
        return Observation(True, READ, f"it names {head}")
    # An address may be put together of pieces: only what is nearly the right one is a slip.
    near = [found for one in known for found in WRITTEN.findall(one)]
    slips = get_close_matches(head, near, 1, SLIP)
    if slips:
        return Observation(False, READ, f"it names {slips[0]}, and the socket is at {head}")
    return Observation(True, READ, "nothing was read that is wrong")


def ask(target, address=None, heard=False, http=False, markup=True):
    """Ask in the browser at the DevTools ``address``, or by reading where there is none."""
    if address:
        try:
            return in_browser(target, address, heard, markup)
        except BrowserError:
            # The browser's own failure says nothing about the page.
            pass
    return by_reading(target, http)
