"""The demo's people: who they are, and how they are created and signed in.

``python -m workshop.serve.people``, with a project as the working directory, migrates its database
and creates them. The settings are those that ``DJANGO_SETTINGS_MODULE`` names.
"""

import os

from workshop.serve import codespace
from workshop.serve.reply import SIGN_IN_SECONDS
from workshop.serve.server import LOOPBACK

PEOPLE = ("ada", "grace", "alan")
PASSWORD = "open-sesame-42"
LOGIN = "/admin/login/"
LOGOUT = "/admin/logout/"


class SignInError(Exception):
    """Somebody could not be signed in; the message says what the server did instead."""


def create_people(password=None):
    """Create the demo superusers that are missing; return the names of the new ones.

    Their password is the published one, unless one is given: then those that are there get it, too.
    """
    from django.contrib.auth import get_user_model

    users = get_user_model().objects
    missing = [name for name in PEOPLE if not users.filter(username=name).exists()]
    for name in missing:
        users.create_superuser(name, f"{name}@example.com", password or PASSWORD)
    for user in users.filter(username__in=PEOPLE) if password else ():
        if not user.check_password(password):
            user.set_password(password)
            user.save()
    return missing


def sign_in(port, name, password=PASSWORD, host=LOOPBACK, seconds=SIGN_IN_SECONDS):
    """Sign somebody in over HTTP, through the admin's own page, as a browser does.

    Returns their cookies, a dict. Raises ``SignInError`` when the server refuses.
    """
    # Who only asks for the names needs no package.
    from workshop.serve.client import request

    page = request(port, LOGIN, host=host, seconds=seconds)
    token = page.cookies.get("csrftoken")
    if token is None:
        raise SignInError(f"{LOGIN} gave no form to sign in with: {page.happened}.")
    form = {"username": name, "password": password, "csrfmiddlewaretoken": token}
    reply = request(port, LOGIN, form=form, cookies=page.cookies, host=host, seconds=seconds)
    if "sessionid" not in reply.cookies:
        raise SignInError(f"{LOGIN} did not sign {name} in: {reply.happened}.")
    return {**page.cookies, **reply.cookies}


def sign_out(port, cookies, host=LOOPBACK, seconds=SIGN_IN_SECONDS):
    """End the session of ``cookies`` on the server; return the ``Reply``."""
    from workshop.serve.client import request

    form = {"csrfmiddlewaretoken": cookies.get("csrftoken", "")}
    return request(port, LOGOUT, form=form, cookies=cookies, host=host, seconds=seconds)


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    create_people(os.environ.get(codespace.PASSWORD))
