"""Sends the forms of a project's own pages, on a copy behind its ``guard``, while people listen."""

import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import islice
from urllib.parse import urlsplit

from workshop.serve.client import request
from workshop.serve.probes import Observation

MOST_FORMS, MOST_CHOICES, MOST_FRAMES = 4, 3, 20
# Each is what somebody may type there; a form with a field of another kind is not sent.
TYPED = {
    "text": "hello",
    "textarea": "hello",
    "search": "hello",
    "email": "somebody@example.com",
    "url": "https://example.com/",
    "number": "1",
    "date": "2030-01-01",
    "time": "12:00",
}
# For the first one; what comes to the others has come by then.
LISTEN_SECONDS, NEXT_SECONDS = 0.5, 0.05


@dataclass
class Form:
    """A form of a page: the path that it is sent to, its values, and the choices of its selects."""

    path: str
    values: dict = field(default_factory=dict)
    choices: dict = field(default_factory=dict)
    whole: bool = True
    """Whether it can be filled in."""

    def filled(self):
        """Yield what is sent, as dicts: once for each of the first choices of all selects."""
        many = max((len(some) for some in self.choices.values()), default=1)
        for number in range(min(many, MOST_CHOICES)):
            chosen = {name: some[number % len(some)] for name, some in self.choices.items()}
            yield self.values | chosen


class _Forms(HTMLParser):
    """Collects the forms of a page that are sent with POST to the same site."""

    def __init__(self, page):
        super().__init__()
        self.page, self.found = page, []
        self._form = self._select = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name")
        if tag == "form" and (attrs.get("method") or "").lower() == "post":
            there = urlsplit(attrs.get("action") or self.page)
            self._form = Form(there.path)
            if not there.netloc and there.path.startswith("/"):
                self.found.append(self._form)
        elif self._form and tag == "select" and name:
            self._select = self._form.choices.setdefault(name, [])
        elif self._select is not None and tag == "option" and attrs.get("value"):
            self._select.append(attrs["value"])
        elif self._form and tag in ("input", "textarea") and name:
            self._field(tag, name, attrs)

    def _field(self, tag, name, attrs):
        kind = "textarea" if tag == "textarea" else (attrs.get("type") or "text").lower()
        if kind in ("hidden", "submit"):
            self._form.values[name] = attrs.get("value") or ""
        elif kind in ("checkbox", "radio"):
            self._form.values.setdefault(name, attrs.get("value") or "on")
        else:
            self._form.values[name] = attrs.get("value") or TYPED.get(kind, "")
            self._form.whole = self._form.whole and kind in TYPED

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        if tag in ("form", "select"):
            self._select = None


def ask(theirs):
    """Are the forms of the pages answered, and does what they send arrive? None: there is none."""
    asked = []
    if not any("<form" in theirs.get(page["example"]).body for page in theirs.pages):
        return None
    with ExitStack() as stack:
        people = (theirs.cookies, *theirs.others)
        listeners = [
            stack.enter_context(theirs.at(route, cookies=cookies))
            for route in theirs.routes
            for cookies in people
        ]
        for page in [one["example"] for one in theirs.pages]:
            for sent, seen in islice(_send(theirs, page), MOST_FORMS):
                if seen.status is None or seen.status >= 500:
                    return Observation(False, f"POST {sent}", seen.happened)
                asked.append(sent)
        for number, listener in enumerate(listeners if asked else ()):
            if twice := _twice(listener, NEXT_SECONDS if number else LISTEN_SECONDS):
                tried = "a WebSocket of each person, and " + ", ".join(
                    f"POST {one}" for one in asked
                )
                return Observation(False, tried, f"a frame is JSON that was made twice: {twice}")
    tried = ", ".join(dict.fromkeys(f"POST {one}" for one in asked))
    return Observation(True, tried, "answered") if asked else None


def _send(theirs, page):
    """Send the forms of a page as somebody whom no other question needs; yield path and reply."""
    cookies = dict(theirs.others[-1] if theirs.others else theirs.cookies)
    options = {"seconds": theirs.seconds}
    reply = request(theirs.port, page, cookies=cookies, **options)
    if reply.status != 200:
        return
    cookies |= reply.cookies
    forms = _Forms(page)
    forms.feed(reply.body)
    for form in forms.found:
        for values in form.filled() if form.whole else ():
            yield (
                form.path,
                request(theirs.port, form.path, form=values, cookies=cookies, **options),
            )


def _twice(listener, seconds):
    """Return the first of a socket's frames that is the JSON of a text that is JSON, or ""."""
    for _ in range(MOST_FRAMES):
        frame = listener.receive(seconds) if listener.opened else None
        if frame is None:
            return ""
        try:
            inner = json.loads(frame)
            if isinstance(inner, str) and isinstance(json.loads(inner), dict | list):
                return str(frame)[:80]
        except ValueError:
            continue
    return ""
