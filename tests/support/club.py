"""The site of the page “Not a chat”: made as the page says, before its sockets and with them."""

import shlex
import sys

from tests.support import printed
from workshop.serve.client import request
from workshop.serve.people import PASSWORD, sign_in

PAGE = "further/not-a-chat.md"
# Where these files are shown, the page says that the lines belong at their end.
AT_THE_END = {"club/settings.py", "club/urls.py", "club/asgi.py"}
# The heading of the first of the seven places.
PLACES = "## 1. "
SECONDS = 20


def make(folder):
    """Make the site in the empty ``folder``, without a socket, and return the folder."""
    lines = printed.commands(PAGE)
    making, later = lines[:2], lines[2:5]
    for line in making:
        run(folder, line)
    write(folder, before=True)
    for line in later:
        run(folder, line + " --noinput" * ("createsuperuser" in line))
    return folder


def run(folder, line):
    """Run one command of the page; nobody is asked for a name or a password."""
    program, *words = shlex.split(line)
    assert program == "python"
    answers = {"USERNAME": "ada", "EMAIL": "ada@example.com", "PASSWORD": PASSWORD}
    told = {f"DJANGO_SUPERUSER_{name}": value for name, value in answers.items()}
    done = printed.run(folder, [sys.executable, *words], **told)
    assert done.returncode == 0, done.stdout


def write(folder, before):
    """Write the files that the page shows before the seven places, or in them."""
    head = printed.read(PAGE).partition(PLACES)[0].count("\n")
    for block in printed.blocks(PAGE):
        title = block.options.get("title")
        if title and (block.line <= head) == before:
            file = folder / title
            file.parent.mkdir(parents=True, exist_ok=True)
            there = file.read_text(encoding="utf-8") + "\n" if title in AT_THE_END else ""
            file.write_text(there + block.text, encoding="utf-8", newline="\n")


def signed_in(server):
    """Return the cookies of the superuser of the page."""
    return sign_in(server.port, "ada")


def save(server, cookies, name, score, pk=None):
    """Save a match in the admin, a new one without a ``pk``, and assert that it was taken."""
    path = f"/admin/scores/match/{f'{pk}/change' if pk else 'add'}/"
    form = {"name": name, "score": score, "csrfmiddlewaretoken": cookies["csrftoken"]}
    reply = request(server.port, path, form=form, cookies=cookies, seconds=SECONDS)
    assert reply.location == "/admin/scores/match/", reply.happened
