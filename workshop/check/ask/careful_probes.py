"""Questions about what must not be possible: each tries it, and says what it saw."""

import json
import re
from functools import wraps
from threading import Lock
from urllib.parse import quote, urlsplit

from workshop.serve.client import request
from workshop.serve.probes import Observation, collect, read, says, word

FORM = re.compile(r"<form\b[^>]*>", re.I)
POSTS = re.compile(r"\bmethod=[\"']?post\b", re.I)
ACTION = re.compile(r"\baction=[\"']?([^\"'\s>]+)", re.I)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
CHOOSES = re.compile(r"name=.room_name.")
LONG = 100 * "x"
SPACED = "two words"
# SQLite gives up at once where one transaction has read and another one writes.
ONE_WRITES = Lock()


def alone_in_the_database(probe):
    """Let no other question of this kind, which writes, be asked at the same time."""

    @wraps(probe)
    def asked(*given, **named):
        with ONE_WRITES:
            return probe(*given, **named)

    return asked


def ask(target, path, cookies=None, form=None):
    """Return the ``Reply`` to a GET, or to a POST of a ``form``; by default of the first person."""
    cookies = target.people[0] if cookies is None else cookies
    options = {"host": target.host, "seconds": target.seconds}
    return request(target.port, path, form=form, cookies=cookies, **options)


def posts_to(page, path):
    """Return the addresses, paths of this site, to which the forms of a page at ``path`` post.

    ``page`` is the ``Reply``: Django's own page about an error has a form that leads elsewhere.
    """
    forms = [tag for tag in FORM.findall(page.body) if page.status == 200 and POSTS.search(tag)]
    found = [urlsplit(action[1] if (action := ACTION.search(tag)) else path) for tag in forms]
    return [one.path for one in found if not one.netloc and one.path.startswith("/")]


def token(target):
    """Is a POST without the token of the page's form refused?"""
    page = target.pages[0]
    addresses = posts_to(ask(target, page), page)
    for address in addresses:
        said = word()
        reply = ask(target, address, form={"message": said})
        if reply.status == 200 and says(reply.body, said, word_for_word=False):
            tried = f"POST {address} without the token of the form"
            return Observation(False, tried, f"{reply.happened}: the message was answered")
    tried = f"POST {', '.join(addresses)} without the token" if addresses else f"GET {page}"
    return Observation(True, tried, "not answered" if addresses else "it has no form that posts")


def own_name(target):
    """Does a message come with the name of who is signed in, and not with one that it brings?"""
    said, other = word(), word()
    frame = target.frame(said)
    if not frame.startswith("{"):
        return Observation(True, "a message", "it brings no name")
    brought = json.dumps({**json.loads(frame), "username": other})
    tried = f'a message with "username": "{other}" in its frame'
    with target.open(word()) as socket:
        socket.send(brought)
        frames = collect(socket, said, target.seconds, word_for_word=False)
    told = [read(one)[1].get("username") for one in frames if says(one, said, False)]
    held = other not in told
    happened = "that name was not told" if held else f"it was told under the name {other!r}"
    return Observation(held, tried, happened, tuple(frames))


def to_its_sender(target):
    """Is a message that is wrong answered to its sender alone, and not to the room?"""
    tried, room = "a message that is wrong, while another socket listens", word()
    with target.open(room) as sender, target.open(room, person=1) as listener:

        def settled():
            said = word()
            sender.send(target.frame(said))
            return [collect(one, said, target.seconds, False) for one in (sender, listener)]

        # What others are told of who comes is on its way before the first message.
        settled()
        sender.send("not JSON")
        answers, heard = settled()
    # What came to the sender between the two good messages is the answer, if it is one frame.
    both = len(answers) == 2 and answers[0] in heard[:-1]
    happened = f"the other one heard the answer too: {answers[0][:80]}" if both else "it was"
    return Observation(not both, tried, happened)


def wrong_names(target):
    """Is a name that no room can have answered, instead of ending in an error?"""
    first, last = target.pages[0], target.pages[-1]
    asked = [last.replace("{room}", LONG)] if "{room}" in last else []
    if CHOOSES.search(ask(target, first).body):
        asked += [f"{first}?room_name={quote(name)}" for name in (SPACED, LONG)]
    for path in asked:
        reply = ask(target, path)
        if reply.status is not None and reply.status >= 500:
            shown = path.replace(LONG, "xxx…")
            tried = f"GET {shown}" + ", a name of 100 letters" * (shown != path)
            return Observation(False, tried, f"{reply.happened} {reply.kind}".strip())
    return Observation(True, "names that no room can have", "each was answered")


ASKS = {
    "token": token,
    "own-name": own_name,
    "to-its-sender": to_its_sender,
    "wrong-names": wrong_names,
}
