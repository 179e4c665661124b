"""Questions that ``check`` adds to the claims of the lesson: each is a probe, bounded in time."""

import subprocess
import sys
from dataclasses import replace
from urllib.parse import quote, urlsplit

from workshop.base.processes import start, stop
from workshop.check.ask.careful_probes import CHOOSES, ask, posts_to
from workshop.serve.probes import PROBES, Observation, collect, says, short, word
from workshop.serve.server import environment
from workshop.serve.target import TWIN

# The last one is longer than anybody's limit.
WRONG = ("not JSON", "[]", '{"message": 1}', '{"message": ""}', b"bytes")
WRONG += ('{"message": "' + 20_000 * "x" + '"}',)
REDIRECTS = (301, 302, 303, 307, 308)
# One of the names with which one browser is three people.
PERSON = "ada.localhost"
STRANGE = (("has an accent", "caf\u00e9"), ("has 100 letters", 100 * "x"))
# Accepted, or refused by a consumer of theirs.
ANSWERED = (101, 403)
IMPORT = "import importlib, sys; importlib.import_module(sys.argv[1])"
# Some layers read their hosts only when they are first used. Nobody listens there: that a layer
# comes as far as to ask is what is wanted.
LAYER = IMPORT + (
    "; from asgiref.sync import async_to_sync; from channels.layers import get_channel_layer"
    "; async_to_sync(get_channel_layer().new_channel)()"
)
NO_REDIS = "redis://127.0.0.1:1"
# Without the package nothing is known of the settings.
NOT_THEIRS = ("No module named 'redis", "No module named 'channels_redis'", "ConnectionError")


def _followed(target, path, cookies):
    """Return the path that an answer leads to and the answer there, ("", answer) without one."""
    reply = ask(target, path, cookies)
    if reply.status not in REDIRECTS:
        return "", reply
    there = urlsplit(reply.location)
    return there.path, ask(target, there.path + (there.query and "?" + there.query), cookies)


def over_http(claim, target):
    """Ask a claim of a page that talks HTTP, at the lesson's address or at that of its own form."""
    seen = PROBES[claim](target)
    if seen.held or target.over != "http":
        return seen
    page = ask(target, target.pages[0], target.people[0])
    for path in posts_to(page, target.echo):
        if path != target.echo:
            theirs = PROBES[claim](replace(target, echo=path))
            if theirs.held:
                return theirs
    return seen


def once(target):
    """Does a message come back more than once?"""
    tried, said, frames = "two messages", word(), []
    with target.open(word()) as socket:
        # One after the other: what came once may come again with the next.
        for text in (said, word()):
            socket.send(target.frame(text))
            frames += collect(socket, text, target.seconds, target.word_for_word)
    times = sum(says(frame, said, target.word_for_word) for frame in frames)
    return Observation(times <= 1, tried, f"the first one came {times} times", tuple(frames))


def bad_input(target):
    """Is what is wrong answered, and does the connection live on?"""
    for wrong in WRONG:
        with target.open("workshopcheck") as socket:
            socket.send(wrong)
            answer = socket.receive(target.seconds)
            good = word()
            socket.send(target.frame(good))
            frames = collect(socket, good, target.seconds, target.word_for_word)
            alive = any(says(frame, good, target.word_for_word) for frame in frames)
            if answer is None or not alive:
                shown = f"{wrong!r}" if len(wrong) < 100 else "of 20,000 characters"
                tried = f"the message {shown}, then a good one"
                return Observation(False, tried, socket.happened)
    return Observation(True, "messages that are wrong", "each was answered")


def refused(target):
    """Is a stranger told no, instead of being left to wait?"""
    tried = f"a WebSocket without signing in to {target.socket}"
    with target.open(word(), cookies={}) as socket:
        return Observation(socket.status is not None, tried, socket.happened)


def twin(target):
    """Does the asynchronous consumer do what the other one does?"""
    other = replace(target, socket=TWIN)
    seen = PROBES["others-hear"](other)
    if not seen.held or not target.people[0]:
        return seen
    # Both may still let strangers in; but nobody may be left to wait.
    return refused(other)


def signs_in(target):
    """Do the pages send who is not signed in to a page that is there?"""
    for page in target.pages:
        asked = page.replace("{room}", word())
        path, reply = _followed(target, asked, {})
        # Whoever may choose a room; who sees one has to be somebody.
        if reply.status != 200 or (page != asked and not path):
            happened = f"{path}: {reply.happened}" if path else f"no redirection: {reply.happened}"
            return Observation(False, f"GET {asked} without signing in", happened)
    return Observation(True, "the pages without signing in", "a page to sign in")


def chooses(target):
    """Does the form that asks for a room lead to one?"""
    page, cookies = target.pages[0], target.people[0]
    if not CHOOSES.search(ask(target, page, cookies).body):
        return Observation(True, f"GET {page}", "there is no such form")
    asked = f"{page}?room_name={word()}"
    path, reply = _followed(target, asked, cookies)
    held = bool(path) and reply.status == 200
    happened = f"{path}: {reply.happened}" if path else f"no redirection: {reply.happened}"
    return Observation(held, f"GET {asked}", happened)


def hosts(target):
    """Does the page answer at a name of each person's own, such as ada.localhost?"""
    page = target.pages[0]
    named = replace(target, host=PERSON)
    reply = ask(named, page, target.people[0])
    happened = reply.happened
    if reply.status == 400 and "DisallowedHost" in reply.body:
        happened += f" DisallowedHost: {PERSON} is not in ALLOWED_HOSTS"
    return Observation(reply.status == 200, f"GET {page} at http://{PERSON}", happened)


def names(target):
    """Is there a socket behind every room's page, or no such page?"""
    page = target.pages[-1]
    for told, name in STRANGE:
        shown = ask(target, page.replace("{room}", quote(name)), target.people[0])
        if "{room}" not in page or shown.status != 200:
            continue
        with target.open(quote(name)) as socket:
            if socket.status not in ANSWERED:
                tried = f"a room whose name {told}: its page, which is shown, and its WebSocket"
                return Observation(False, tried, socket.happened)
    return Observation(True, "rooms with long and with foreign names", "no page without a socket")


def alone(target, module):
    """Can a server be started without manage.py? ``module`` is the project's, learning.asgi."""
    tried = f"importing {module} as a server does that is started without manage.py"
    code, happened = run_in_project(target, "alone", IMPORT, module)
    return Observation(code == 0, tried, "it was imported" if code == 0 else happened)


def redis(target, module):
    """Do the settings give a channel layer when REDIS_URL is set?"""
    tried = "the channel layer of the settings, with REDIS_URL set"
    code, happened = run_in_project(target, "redis", LAYER, module, REDIS_URL=NO_REDIS)
    held = code in (0, None) or any(one in happened for one in NOT_THEIRS)
    return Observation(held, tried, "it was made" if code == 0 else happened)


# These run the project's own module, which ``check`` tells them.
OF_MODULE = {"alone": alone, "redis": redis}


def run_in_project(target, name, script, module, **variables):
    """Run a script in the folder of the running copy, ``module`` being its argument.

    Returns the exit code (None: it took too long) and the last line that was printed.
    """
    told = target.folder.with_name(f"{name}.txt")
    with open(told, "wb") as errors:
        process = start(
            [sys.executable, "-c", script, module],
            cwd=target.folder,
            env=environment(PYTHONDONTWRITEBYTECODE="1", **variables),
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        try:
            code = process.wait(6 * target.seconds)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            stop(process, gentle=0)
    lines = told.read_bytes()[-2000:].decode("utf-8", "replace").split("\n")
    happened = next((line.strip() for line in reversed(lines) if line.strip()), "nothing was said")
    if code is None:
        happened = f"it was not imported within {3 * target.seconds:g} s"
    return code, short(happened)
