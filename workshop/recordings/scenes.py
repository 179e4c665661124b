"""Short plays with the real servers of the steps, written down byte for byte.

Ada says "Hello", Grace says "Hi", Alan listens: once over HTTP (step 1), once over WebSockets
(step 2), once in a group (step 3). Then what a handshake is refused for, and frames of all kinds.
``docs/recordings/scene-*.json`` keeps them; the pages' bytes and diagrams are made of these.
"""

import contextlib
import json
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from workshop.base.steps import ROOT, STEPS
from workshop.lesson.chapters import DOCS, LessonError
from workshop.recordings.normalise import presentable
from workshop.recordings.play import LayerLog, Play
from workshop.recordings.recording_layer import LOG
from workshop.recordings.wire import MASK, Frame, close_payload
from workshop.serve.people import PEOPLE, sign_in
from workshop.serve.server import Server, copy_project, prepare

ROOM = "lobby"
FOREIGN = "http://foreign.example"


def http(play):
    """Step 1: a request and its answer, for each message; nobody else hears of it."""
    cookies = {}
    for who in PEOPLE:
        play.request(who, "GET /chat/")
        cookies[who] = play.hear(who).header("Set-Cookie").split(";")[0]
    for who, message in (("ada", "Hello"), ("grace", "Hi")):
        token = cookies[who].split("=")[1]
        body = urlencode({"csrfmiddlewaretoken": token, "message": message}).encode()
        play.request(
            who,
            "POST /chat/echo/",
            ("Cookie", cookies[who]),
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Content-Length", str(len(body))),
            body=body,
        )
        play.hear(who)


def echo(play):
    """Step 2: a connection that stays, for each of them; what they say comes back to them."""
    for who in PEOPLE:
        play.handshake(who, "/ws/echo/")
        play.hear(who)
    for who, message in (("ada", "Hello"), ("grace", "Hi")):
        play.text(who, message)
        play.hear_frame(who)
        for other in PEOPLE:
            play.check_silence(other)


def group(play, log):
    """Step 3: all three are in one group, and everyone hears what one of them says.

    What happens at the same time is told in the order in which they came.
    """
    cookies = {who: sign_in(play.port, who)["sessionid"] for who in PEOPLE}
    heard = LayerLog(log)
    for who in PEOPLE:
        play.handshake(who, f"/ws/chat/{ROOM}/", ("Cookie", f"sessionid={cookies[who]}"))
        play.hear(who, before=lambda who=who: heard.joins(who))
    for who, message in (("ada", "Hello"), ("grace", "Hi")):
        play.text(who, json.dumps({"message": message}))
        frames = {other: play.wires[other].frame() for other in PEOPLE}
        play.events += heard.deliveries()
        for other, frame in frames.items():
            play.note("server", other, frame)


def frames(play):
    """Step 2, one connection: frames of all kinds, to the end."""
    play.handshake("ada", "/ws/echo/")
    play.hear("ada")
    play.text("ada", "Hello")
    play.hear_frame("ada")
    play.text("ada", "He", fin=False)
    play.say("ada", Frame("continuation", b"llo", key=MASK))
    play.hear_frame("ada")
    play.text("ada", "long " * 40)
    play.hear_frame("ada")
    play.say("ada", Frame("ping", b"Hello", key=MASK))
    play.hear_frame("ada")
    play.say("ada", Frame("close", close_payload(1000), key=MASK))
    play.hear_frame("ada")
    play.ends("ada")


def foreign(play):
    """Step 2: a page of a foreign site asks for a socket."""
    play.handshake("mallory", "/ws/echo/", origin=FOREIGN)
    play.hear("mallory")


def plain(play):
    """Step 1: Django's own server is asked for a WebSocket and knows only HTTP."""
    play.handshake("ada", "/ws/echo/")
    play.hear("ada")


# The scenes, each with the number of its step.
SCENES = {"http": (1, http), "plain": (1, plain)}
SCENES |= {"echo": (2, echo), "frames": (2, frames), "foreign": (2, foreign)}
SCENES |= {"group": (3, group)}


def record(folder):
    """Play all scenes in the empty folder ``folder``; return a dict of name to events (JSON).

    Takes some ten seconds. Raises ``WireError`` when a server does something else.
    """
    played = {}
    for number, project in STEPS.items():
        copy = copy_project(project, Path(folder) / f"learning{number}")
        if number == 3:
            prepare(copy)
        log = Path(folder) / "layer.log"
        extra = {"PYTHONPATH": str(ROOT), LOG: str(log)}
        if number == 3:
            extra["DJANGO_SETTINGS_MODULE"] = "workshop.recordings.scene_settings"
        with Server(copy, **extra) as server:
            for name, (step, play) in SCENES.items():
                if step == number:
                    with contextlib.ExitStack() as stack:
                        played[name] = Play(server.port, stack)
                        play(played[name], *([log] if play is group else []))
    return {name: play.events for name, play in played.items()}


def told(name):
    """Return in one sentence what a scene is."""
    return " ".join(SCENES[name][1].__doc__.split("\n\n")[0].split())


def text_of(events):
    """Return a scene as the text of its file, as the pages show it."""
    lines = ",\n".join(f"  {json.dumps(event, ensure_ascii=False)}" for event in events)
    return presentable(f"[\n{lines}\n]\n")


def file_of(name):
    """Return the ``Path`` of a scene's recording."""
    return DOCS / "recordings" / f"scene-{name}.json"


def read(name):
    """Return a recorded scene's events, a list of dicts. Raises ``LessonError``."""
    file = file_of(name)
    if not file.exists():
        raise LessonError(f"the scene {name} has no recording: run `python -m workshop record`")
    return json.loads(file.read_text(encoding="utf-8"))


def write():
    """Record all scenes into ``docs/recordings/``; return their names."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for name, events in record(folder).items():
            file_of(name).write_text(text_of(events), encoding="utf-8", newline="\n")
    return [*SCENES]
