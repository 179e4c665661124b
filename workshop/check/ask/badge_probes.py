"""Questions about the build Notifications: each is a probe, bounded in time."""

from workshop.check.ask.careful_probes import alone_in_the_database, ask
from workshop.check.ask.own_probes import run_in_project
from workshop.check.ask.people_database import trial_variables
from workshop.serve.client import Socket
from workshop.serve.probes import Observation, read

BADGE = "/ws/badge/"
LIST = "/chat/me/notifications/"
# Both run with the database of the running copy, in a process of their own.
MODEL = """
import sys, django
django.setup()
from django.apps import apps
from django.contrib.auth import get_user_model
model = next((one for one in apps.get_models() if one.__name__ == "Notification"), None)
if model is None:
    sys.exit("there is no model called Notification")
users = get_user_model()._default_manager.order_by("pk")
"""
# Without a signal: what is counted, not what is told. One of three has been read.
FILL = f"""{MODEL}
kinds = (False, False, True)
model.objects.bulk_create(model(user=u, text="x", read=is_read) for u in users for is_read in kinds)
"""
UNREAD = 2
# Whatever the group is called: what is sent is noted.
TELL = f"""{MODEL}
from channels.layers import get_channel_layer
from django.db import transaction
sent, somebody = [], users.last()
async def note(group, event):
    sent.append(group)
get_channel_layer().group_send = note
with transaction.atomic():
    model.objects.create(user=somebody, text="x")
    early = len(sent)
if early:
    sys.exit("it was told before the commit")
if not sent:
    sys.exit("it was saved, and nobody was told")
"""


def _run(target, name, script, module):
    settings = module.rpartition(".")[0] + ".settings"
    variables = trial_variables(settings, target.folder.with_name("people.sqlite3"))
    return run_in_project(target, name, script, module, **variables)


@alone_in_the_database
def told(target, module):
    """Is a notification told after its commit, whatever process saves it?"""
    code, happened = _run(target, "told", TELL, module)
    tried = "a process without consumers saves a notification in a transaction"
    return Observation(code == 0, tried, "it was told after the commit" if code == 0 else happened)


@alone_in_the_database
def badge(target, module):
    """Do all windows of a person, and nobody else's, show how many notifications are unread?"""
    tried = f"{BADGE} in two windows of one person and one of another"
    code, happened = _run(target, "fill", FILL, module)
    if code != 0:
        return Observation(False, tried, happened)
    with (
        _window(target, 0) as here,
        _window(target, 0) as there,
        _window(target, 1) as other,
        _window(target, None) as stranger,
    ):
        wrong = _first(target, (here, there, other), stranger)
        if wrong is None:
            tried += f", then a POST to {LIST}"
            wrong = _read(target, (here, there), other)
    return Observation(wrong is None, tried, wrong or "each showed the right number")


def _window(target, person):
    cookies = {} if person is None else target.people[person]
    return Socket(target.port, BADGE, host=target.host, cookies=cookies, seconds=target.seconds)


def _first(target, windows, stranger):
    """Return what is wrong when the windows have been opened, or None."""
    if stranger.opened:
        # What the server says of them is a part of what is seen.
        stranger.receive(target.seconds)
        return "somebody who is not signed in was let in"
    for window in windows:
        if not window.opened:
            return window.happened
        wrong = _other_than(UNREAD, window, target, "notifications are unread")
        if wrong:
            return wrong
    return None


def _read(target, windows, other):
    """Return what is wrong when one person has marked all as read, or None."""
    page = ask(target, LIST)
    cookies = {**target.people[0], **page.cookies}
    ask(target, LIST, cookies, {"csrfmiddlewaretoken": cookies.get("csrftoken", "")})
    for window in windows:
        wrong = _other_than(0, window, target, "are unread when all is marked as read")
        if wrong:
            return wrong
    if not other.answers_ping() or other.receive(0) is not None:
        return "somebody else's window was told, too"
    with _window(target, 1) as late:
        return _other_than(UNREAD, late, target, "are still unread for somebody else")


def _other_than(number, window, target, what):
    frame = window.receive(target.seconds)
    shown = None if frame is None else read(frame)[1].get("unread")
    if shown == number:
        return None
    came = f"no number came ({window.happened})" if frame is None else f"{frame[:80]} came"
    return f"{number} {what}, and {came}"


OF_MODULE = {"told": told, "badge": badge}
