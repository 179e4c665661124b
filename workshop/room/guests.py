"""People for a room: names, random passwords, and the sheet to print with them.

``python -m workshop.room.guests``, with the project as the working directory, migrates the
database and creates the people that come as JSON through standard input.
"""

import json
import re
import secrets
import sys
from concurrent.futures import ThreadPoolExecutor
from html import escape
from typing import NamedTuple

from workshop.base.problems import Problem, from_os_error

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
CARD = "<li><p>name <b>{}</b></p><p>password <b>{}</b></p></li>"
CARDS = re.compile(CARD.format(r"(\w+)", r"(\w+)"))


class Guest(NamedTuple):
    """Somebody with a name and a password."""

    name: str
    password: str


def invent(count):
    """Return ``teacher`` and ``count`` guests besides; every name is there once."""
    known = NAMES.split()
    rounds = range(count // len(known) + 1)
    names = ["teacher", *(name + (str(n + 1) if n else "") for n in rounds for name in known)]
    return [Guest(name, _password()) for name in names[: count + 1]]


def _password():
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def sheet(guests, where):
    """Return the sheet as HTML: a card for each guest. ``where`` is HTML: how they get there."""
    cards = "".join(CARD.format(escape(name), escape(password)) for name, password in guests)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Guests</title>'
        '<meta name="viewport" content="width=device-width">'
        "<style>body{font:14px/1.4 sans-serif;margin:1cm}ul{list-style:none;padding:0;display:grid;"
        "grid-template-columns:repeat(auto-fill,minmax(5.5cm,1fr))}li{border:1px dashed #666;"
        "padding:3mm;break-inside:avoid}p{margin:0}b{font:bold 16px monospace}</style>"
        f"<h1>Guests of the chat</h1><p>Cut along the lines.</p>{where}<ul>{cards}</ul></html>\n"
    )


def kept(file, count):
    """Return the guests on the sheet ``file``; a new sheet with ``count`` where there is none.

    Raises ``Problem``.
    """
    try:
        if not file.exists():
            made = invent(count)
            file.touch(0o600)
            where = "<p>The address is on the screen in the room.</p>"
            try:
                file.write_text(sheet(made, where), encoding="utf-8", newline="\n")
            except BaseException:
                # Half a sheet would be taken for a whole one the next time.
                file.unlink(missing_ok=True)
                raise
            return made
        found = [Guest(*card) for card in CARDS.findall(file.read_text(encoding="utf-8"))]
    except OSError as error:
        raise from_os_error(error, file) from None
    except UnicodeDecodeError:
        found = []
    if not found or len({guest.name for guest in found}) < len(found):
        raise Problem(
            f"This is no sheet with guests:\n    {file}\n"
            "Name a file that is not there yet, and it is written."
        )
    return found


def create(guests):
    """Create the guests: they may sign in through the admin's page, and see nothing there."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.hashers import make_password

    user = get_user_model()
    names, passwords = zip(*guests, strict=True)
    # Slow on purpose, each; the processors share the work.
    with ThreadPoolExecutor() as pool:
        hashed = pool.map(make_password, passwords)
    people = zip(names, hashed, strict=True)
    user.objects.bulk_create(user(username=name, password=it, is_staff=True) for name, it in people)


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    create(json.load(sys.stdin))
