"""Questions about the build Accounts: each is a probe, bounded in time, with people of its own."""

from dataclasses import replace

from workshop.check.ask.careful_probes import TOKEN, alone_in_the_database, ask, posts_to
from workshop.serve.client import request
from workshop.serve.probes import Observation, word
from workshop.serve.reply import SIGN_IN_SECONDS
from workshop.serve.target import TWIN

SIGN_UP, SIGN_IN, SIGN_OUT = "/signup/", "/login/", "/logout/"
GROUPS = "/admin/auth/group/add/"
DONE = (301, 302, 303)
# What the server sends when an exception has ended the consumer.
BROKEN = 1011


def fill_in(target, page, address, cookies, **fields):
    """POST a form with the token that stands in ``page``; return the ``Reply`` and all cookies."""
    token = TOKEN.search(page.body)
    form = {**fields, "csrfmiddlewaretoken": token[1] if token else ""}
    cookies = {**cookies, **page.cookies}
    # A password is hashed slowly on purpose.
    seconds = max(target.seconds, SIGN_IN_SECONDS)
    reply = request(
        target.port, address, form=form, cookies=cookies, host=target.host, seconds=seconds
    )
    return reply, {**cookies, **reply.cookies}


def _newcomer(target):
    """Make an account and sign in; return the cookies and the last step with its ``Reply``."""
    name, password = word(), word() + word()
    form = {"username": name, "password1": password, "password2": password}
    reply, _ = fill_in(target, ask(target, SIGN_UP, {}), SIGN_UP, {}, **form)
    if reply.status not in DONE:
        return {}, f"POST {SIGN_UP}", reply
    form = {"username": name, "password": password}
    reply, cookies = fill_in(target, ask(target, SIGN_IN, {}), SIGN_IN, {}, **form)
    if reply.status not in DONE:
        return {}, f"POST {SIGN_IN}", reply
    return cookies, f"GET {reply.location}", ask(target, reply.location, cookies)


@alone_in_the_database
def own_account(target):
    """Can anybody make an account, sign in with it, and come to a page that is there?"""
    _, step, reply = _newcomer(target)
    tried = f"a new account, and signing in: {step}"
    return Observation(reply.status == 200, tried, reply.happened)


@alone_in_the_database
def signed_out(target):
    """Are somebody's sockets closed when they log out, at both consumers, and nobody else's?"""
    cookies, step, reply = _newcomer(target)
    if not cookies:
        return Observation(False, f"a new account: {step}", reply.happened)
    room, tried = word(), "somebody with two sockets logs out with the button of the page"
    page = ask(target, target.pages[-1].replace("{room}", room), cookies)
    if SIGN_OUT not in posts_to(page, ""):
        return Observation(False, tried, f"the page has no form that posts to {SIGN_OUT}")
    twin = replace(target, socket=TWIN)
    with (
        target.open(room) as other,
        target.open(room, cookies=cookies) as first,
        twin.open(room, cookies=cookies) as second,
    ):
        reply, _ = fill_in(target, page, SIGN_OUT, cookies)
        # A project may do without the second consumer.
        for socket in [first] + [second] * second.opened:
            while socket.receive(target.seconds) is not None:
                pass
            if socket.code in (None, BROKEN):
                which = "the asynchronous consumer: " * (socket is second)
                return Observation(False, tried, f"{reply.happened}, {which}{socket.happened}")
        if not other.answers_ping():
            return Observation(False, tried, f"somebody else's socket: {other.happened}")
    return Observation(True, tried, "both were closed, and nobody else's")


@alone_in_the_database
def members_only(target):
    """Is a room that has the name of a group refused to somebody who is not in it?"""
    room, (maker, guest) = word(), target.people
    tried = "a room with the name of a group, for somebody who is not in the group"
    reply, _ = fill_in(target, ask(target, GROUPS, maker), GROUPS, maker, name=room)
    if reply.status not in DONE:
        return Observation(True, f"POST {GROUPS}", f"no group was made: {reply.happened}")
    for asked in (target, replace(target, socket=TWIN)):
        with asked.open(room, cookies=guest) as socket:
            if socket.opened:
                path = asked.socket.replace("{room}", room)
                return Observation(False, tried, f"{path}: {socket.happened}")
    return Observation(True, tried, "both consumers refused it")


ASKS = {"own-account": own_account, "signed-out": signed_out, "members-only": members_only}
