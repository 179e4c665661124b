"""People for a room: names, random passwords, and the sheet to print with them.

``python -m workshop.guests``, with the project as the working directory, migrates the database and
creates the people that come as JSON through standard input.
"""

import json
import secrets
import sys
from html import escape
from typing import NamedTuple

NAMES = """
    adam alice amir anna ben carla chen clara dana david diego ella emil eva felix fiona hana hugo
    ida ines ivan jana jonas julia kira lars lea leo lena luis maja marco maria max mia milan mina
    nadia nico nina noah nora olga omar oscar paula pia rafael rosa ruth sami sara simon sofia tara
    theo tim vera yara zoe
"""
# Letters and digits that nobody mistakes for others on paper.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH = 8
MOST = 200


class Guest(NamedTuple):
    """Somebody with a name and a password."""

    name: str
    password: str


def invent(count):
    """Return ``count`` guests: the first is called ``teacher``; every name is there once."""
    known = NAMES.split()
    rounds = range(count // len(known) + 1)
    names = ["teacher", *(name + (str(n + 1) if n else "") for n in rounds for name in known)]
    return [Guest(name, _password()) for name in names[:count]]


def _password():
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def sheet(address, guests, code):
    """Return the sheet as HTML: one card for each guest. ``code`` is an SVG of the address."""
    cards = "".join(
        f"<li><p>{escape(address)}</p><p>name <b>{escape(guest.name)}</b></p>"
        f"<p>password <b>{escape(guest.password)}</b></p></li>"
        for guest in guests
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Guests</title>'
        '<meta name="viewport" content="width=device-width">'
        "<style>body{font:14px/1.4 sans-serif;margin:1cm}ul{list-style:none;padding:0;display:grid;"
        "grid-template-columns:repeat(auto-fill,minmax(5.5cm,1fr))}li{border:1px dashed #666;"
        "padding:3mm;break-inside:avoid}p{margin:0}b{font:bold 16px monospace}</style>"
        f"<h1>Guests of the chat</h1><p>Cut along the lines.</p>{code}<ul>{cards}</ul></html>\n"
    )


def create(guests):
    """Create the guests: they may sign in through the admin's page, and see nothing there."""
    from django.contrib.auth import get_user_model

    for name, password in guests:
        get_user_model().objects.create_user(name, password=password, is_staff=True)


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    create(json.load(sys.stdin))
