"""What can be asked of one running copy of any Channels project, at its own routes and pages."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

from workshop.check.ask import page_errors, page_probe
from workshop.serve.client import Socket, request
from workshop.serve.probes import FOREIGN, Observation
from workshop.serve.target import Target


@dataclass(frozen=True)
class Ask:
    """Asks one running copy: ``routes`` and ``pages`` are its own, of the inventory."""

    routes: list
    pages: list
    cookies: dict
    port: int
    seconds: float
    folder: Path
    others: tuple = ()
    """Cookies of more people."""
    _replies: dict = field(default_factory=dict)
    _one: Lock = field(default_factory=Lock)

    def get(self, path):
        """Return the ``Reply`` to a GET of the first person's; the same one to all who ask."""
        with self._one:
            if path not in self._replies:
                self._replies[path] = request(
                    self.port, path, cookies=self.cookies, seconds=self.seconds
                )
            return self._replies[path]

    def open(self, room):
        """Return a ``Socket`` to the first of its own routes, which know no ``room``."""
        return self.at(self.routes[0])

    def at(self, route, **how):
        """Return a ``Socket`` to one of its own routes."""
        how = {"cookies": self.cookies, **how}
        return Socket(self.port, route["example"], seconds=self.seconds, **how)


def socket(ask):
    """Is a WebSocket accepted on its routes? None: each of them refuses this person, with 403."""
    tried = "a WebSocket to " + ", ".join(route["example"] for route in ask.routes)
    refused = []
    for route in ask.routes:
        with ask.at(route) as socket:
            if socket.opened:
                continue
            # A consumer of theirs may refuse whom it does not know: that is no mistake.
            if socket.status != 403:
                return Observation(False, f"a WebSocket to {route['example']}", socket.happened)
            refused.append(route["example"])
    happened = "accepted" if not refused else f"refused at {', '.join(refused)}, with HTTP 403"
    return Observation(True if not refused else None, tried, happened)


def foreign_page(ask):
    """Is a page of a foreign site refused? None: nobody at all gets in."""
    tried, own = f"a WebSocket with the Origin {FOREIGN}", False
    for route in ask.routes:
        with ask.at(route, origin=FOREIGN) as socket:
            if socket.opened:
                return Observation(False, f"{tried} to {route['example']}", socket.happened)
        with ask.at(route) as socket:
            own = own or socket.opened
    # Where nobody gets in, it is not the Origin that is looked at.
    return Observation(True if own else None, tried, "refused")


def pages(ask):
    """Do its pages answer, with no error of the server? None: none of them is there to be seen."""
    shown = []
    for page in ask.pages:
        reply = ask.get(page["example"])
        if reply.status is None or reply.status >= 500:
            return Observation(False, f"GET {page['example']}", reply.happened)
        if reply.status < 400:
            shown.append(page["example"])
    return Observation(True, "GET " + ", ".join(shown), "answered") if shown else None


def target_of(ask, page="/"):
    """Return the ``Target`` for the probes that the course's projects are asked with, too."""
    return Target(
        ask.port,
        pages=(page,),
        people=(ask.cookies, ask.cookies),
        seconds=ask.seconds,
        folder=ask.folder,
    )


def _with_place(seen, tree):
    """Return what was seen; with the line, where it is HTML that a page has made of a message."""
    if seen.happened != page_probe.MADE:
        return seen
    return replace(seen, happened=seen.happened + page_errors.place("innerHTML", tree))


def page_talks(ask, browser, tree):
    """Does a page with a field and a WebSocket show what is written there? None: there is none."""
    for page in ask.pages:
        reply = ask.get(page["example"])
        if reply.status == 200 and "<input" in reply.body and "<script" in reply.body:
            target = target_of(ask, page["example"])
            if page_probe.opens_a_socket(reply.body, lambda path: ask.get(path).body):
                return _with_place(page_probe.ask(target, browser), tree) if browser else None
    return None


def page_runs(ask, browser, tree, press=False):
    """Do the pages' scripts run? None where there is no browser to say so.

    With ``press`` their buttons are pressed, but for those that send a form.
    """
    return page_errors.ask(ask, tree, browser, press) if browser else None


def guarded(ask):
    """Is a page whose view has a mixin that lets only some people in closed to strangers?

    Only asked of a view whose mixin stands behind the class that answers. None: there is none.
    """
    some = [page for page in ask.pages if page.get("mixin")]
    for page in some:
        reply = request(ask.port, page["example"], seconds=ask.seconds)
        if reply.status == 200 and not page["late"]:
            # It may let in whom it likes.
            return None
        if reply.status == 200:
            tried = f"GET {page['example']} without signing in"
            said = f"the page came, although {page['view']} has {page['late']}"
            return Observation(False, tried, said)
    return Observation(True, "pages without signing in", "refused") if some else None


def blocks(ask, lost):
    """Is every block of its templates put out? ``lost``: those that are not, of the inventory."""
    tried = "reading its templates as Django does"
    for one in lost:
        said = f"{one['path']}: the block {one['block']} is never put out"
        said += f"; {one['parent']} has none of that name, it has {one['near']}"
        return Observation(False, tried, said)
    return Observation(True, tried, "every block has its place")
