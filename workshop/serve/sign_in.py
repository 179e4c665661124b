"""Sign people in and out over HTTP, through the admin's own pages, as a browser does."""

from workshop.serve.client import SECONDS, request
from workshop.serve.prepare import PASSWORD
from workshop.serve.server import LOOPBACK

LOGIN = "/admin/login/"
LOGOUT = "/admin/logout/"


class SignInError(Exception):
    """Somebody could not be signed in; the message says what the server did instead."""


def sign_in(port, name, password=PASSWORD, host=LOOPBACK, seconds=5 * SECONDS):
    """Return the cookies, a dict, of somebody who is signed in now.

    Waits longer than others do: the server hashes the password, slowly on purpose.
    Raises ``SignInError`` when the server refuses.
    """
    page = request(port, LOGIN, host=host, seconds=seconds)
    token = page.cookies.get("csrftoken")
    if token is None:
        raise SignInError(f"{LOGIN} gave no form to sign in with: {page.happened}.")
    form = {"username": name, "password": password, "csrfmiddlewaretoken": token}
    reply = request(port, LOGIN, form=form, cookies=page.cookies, host=host, seconds=seconds)
    if "sessionid" not in reply.cookies:
        raise SignInError(f"{LOGIN} did not sign {name} in: {reply.happened}.")
    return {**page.cookies, **reply.cookies}


def sign_out(port, cookies, host=LOOPBACK, seconds=SECONDS):
    """End the session of ``cookies`` on the server; return the ``Reply``."""
    form = {"csrfmiddlewaretoken": cookies.get("csrftoken", "")}
    return request(port, LOGOUT, form=form, cookies=cookies, host=host, seconds=seconds)
