"""What ``check`` asks of a whole room, of a second process, and of a page that was refused."""

import json

from workshop.check.ask import page_probe
from workshop.check.ask.devtools import BrowserError, Tab
from workshop.check.ask.own_probes import run_in_project
from workshop.check.ask.people_database import trial_variables
from workshop.check.ask.project import settings
from workshop.serve.probes import Observation, collect, word
from workshop.serve.server import LOOPBACK

# Fewer than any layer holds by default.
EACH, PEOPLE = 6, 3
# Longer than the lesson lets a message be.
MANY = 1001
NOTHING = r"\bundefined\b"
REFUSED = f"a browser that sends a message of {MANY:,} characters"
# A person who was signed in by the server is looked for in another process.
LOOK = """
import json, os, sys, django
django.setup()
from importlib import import_module
from django.conf import settings
key = json.loads(os.environ["WORKSHOP_COOKIES"]).get(settings.SESSION_COOKIE_NAME)
store = import_module(settings.SESSION_ENGINE).SessionStore(key)
if key and store.get("_auth_user_id") is None:
    print(settings.SESSION_ENGINE, file=sys.stderr)
    sys.exit(3)
"""
UNKNOWN = 3


def burst(target):
    """Write many messages to a room at the same moment; the layer itself tells what it drops."""
    room, last = word(), word()
    with target.open(room) as one, target.open(room, 1) as two, target.open(room) as three:
        everybody = (one, two, three)
        for number in range(EACH):
            for socket in everybody:
                socket.send(target.frame(last if number == EACH - 1 else word()))
        collect(two, last, target.seconds, target.word_for_word)
    return Observation(True, f"{EACH * PEOPLE} messages at the same moment", "none was dropped")


def sessions(target, module):
    """Does another process know who is signed in? Asked where sessions are kept in its own way."""
    tried = "a second process looks for the session of somebody who is signed in"
    database = target.folder.with_name("people.sqlite3")
    made = database.with_name(f"{database.name}.cookies.json")
    if not made.is_file():
        # Those were made by another process, and every other question was asked with them.
        return Observation(True, tried, "it is there")
    manage = (target.folder / "manage.py").read_text(encoding="utf-8")
    name = settings({"manage.py": manage}) or f"{module.rpartition('.')[0]}.settings"
    cookies = json.dumps(dict(target.people[0]))
    variables = trial_variables(name, database) | {"WORKSHOP_COOKIES": cookies}
    code, happened = run_in_project(target, "sessions", LOOK, module, **variables)
    if code != UNKNOWN:
        return Observation(True, tried, "it is there" if code == 0 else "that could not be asked")
    return Observation(False, tried, f"it is not there; SESSION_ENGINE is {happened}")


def reason(target, address):
    """Does the page show a reason when a message is refused? Never raises."""
    path = target.pages[-1].replace("{room}", page_probe.ROOM)
    try:
        with Tab(address) as tab:
            return _reason(target, tab, path)
    except BrowserError:
        # The browser's own failure says nothing about the page.
        return Observation(True, REFUSED, "the browser did not answer")


def _reason(target, tab, path):
    url = f"http://{LOOPBACK}:{target.port}"
    for name, value in target.people[0].items():
        tab.call("Network.setCookie", name=name, value=value, url=url)
    tab.call("Page.navigate", url=url + path)
    tab.wait(f"document.readyState === 'complete' && !!{page_probe.FIELD}", target.seconds)
    if not page_probe.say(tab, page_probe.MESSAGE, target.seconds):
        # Another question says so.
        return Observation(True, REFUSED, "the page shows no messages yet")
    shown = f"document.body.innerText.split('\\n').find((line) => /{NOTHING}/.test(line))"
    if tab.evaluate(shown):
        return Observation(True, REFUSED, "the page had that word before")
    tab.evaluate("window.workshopBefore = document.body.innerText")
    page_probe.write(tab, MANY * "x")
    tab.wait("document.body.innerText !== window.workshopBefore", target.seconds / 4)
    line = tab.evaluate(shown)
    if line:
        return Observation(False, REFUSED, f"the page showed “{line.strip()[:100]}”")
    return Observation(True, REFUSED, "the page did not show “undefined”")


ASKS = {"burst": burst}
OF_MODULE = {"sessions": sessions}
