"""Messages with a type: what the page's tables say is what its consumers say, on a real server."""

import json
import re
from contextlib import ExitStack
from textwrap import indent

import pytest

from tests.further.typed import begins_and_serves
from tests.support import printed
from tests.support.database import prepare
from tests.support.quick import chosen
from workshop.base.steps import STEPS
from workshop.serve.client import Socket
from workshop.serve.people import sign_in
from workshop.serve.probes import word
from workshop.serve.server import Server, copy_project

PAGE = "further/message-types.md"
SECONDS = 20
TYPED = ("v2/chat", "v2/async-chat")
ROUTES = (*TYPED, "chat", "async-chat")
# What the page warns of: the client chooses the method.
PASSED_ON = """
import json

from asgiref.sync import async_to_sync

from .consumers import ChatConsumer


class PassedOn(ChatConsumer):
    def receive(self, text_data=None, bytes_data=None):
        event = json.loads(text_data) | {'username': self.scope['user'].get_username()}
        async_to_sync(self.channel_layer.group_send)(self.group_name, event)
"""
ITS_ROUTE = """
from .passed_on import PassedOn

websocket_urlpatterns += [path('ws/passed-on/<slug:room_name>/', PassedOn.as_asgi())]
"""
# A frame for each row of the codes; the last ones are refused because of their values.
REFUSED = {
    "not_an_object": ["no JSON", "[]", b"\x00", "[" * 100_000],
    "unknown_type": [
        *({"type": kind} for kind in ("sing", "close", "chat_message", "disconnect", 1, ["say"])),
        {"message": "as step 3 says it"},
    ],
    "missing_key": [{"type": "say"}, {"type": "say", "message": 1}],
    "bad_value": [
        *({"type": "say", "message": text} for text in ("", "x" * 1001, "\ud800")),
        {"type": "typing", "id": ["no text"]},
    ],
}


def add(project, path, text):
    """Write text at the end of a file of the project, which may be new."""
    with (project / path).open("a", encoding="utf-8", newline="\n") as file:
        file.write("\n" + text)


def make(folder):
    """Make step 3 with the page's Python, its pages as they were; return the project."""
    project = copy_project(STEPS[3], folder / "learning")
    printed.put(project, PAGE)
    (method,) = [
        indent(block.text, "    ")
        for block in printed.proven_by("test_old_and_new_pages_hear_each_other")
        if "title" not in block.options
    ]
    add(project, "chat/consumers.py", method)
    add(project, "chat/async_consumers.py", method.replace("def ", "async def "))
    prepare(project)
    return project


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    project = make(tmp_path_factory.mktemp("types"))
    add(project, "chat/passed_on.py", PASSED_ON)
    add(project, "chat/routing.py", ITS_ROUTE)
    with Server(project, log=project.with_name("types.log")) as server:
        server.cookies = {name: sign_in(server.port, name) for name in ("ada", "grace")}
        yield server


@pytest.fixture
def join(server):
    """Return a function that lets somebody into a room; all of them leave in the end."""
    with ExitStack() as stack:

        def join(route, name="ada", room="lobby"):
            path, cookies = f"/ws/{route}/{room}/", server.cookies[name]
            socket = Socket(server.port, path, cookies=cookies, seconds=SECONDS)
            assert socket.opened, socket.happened
            return stack.enter_context(socket)

        yield join


def say(socket, **data):
    assert socket.send(json.dumps(data))


def hear(socket):
    frame = socket.receive()
    assert frame is not None, socket.happened
    return json.loads(frame)


def names(cell):
    """Return what stands in backticks in a cell."""
    return re.findall(r"`([^`]+)`", cell)


def without_a_type(kind):
    """Return the keys that the table shows for what step 3 says, without a type."""
    (row,) = [row for row in printed.table(PAGE, "| from |") if row[::2] == [f"`{kind}`", "step 3"]]
    return re.findall(r'"(\w+)"', row[3])


def test_the_commands_to_type(tmp_path):
    begins_and_serves("test_the_commands_to_type", tmp_path)


@pytest.mark.parametrize("route", TYPED)
def test_the_server_says_what_the_tables_say(join, route):
    said = {row[0].strip("`"): names(row[1]) for row in printed.table(PAGE, "| what comes back")}
    told = {(row[0].strip("`"), row[2]): names(row[1]) for row in printed.table(PAGE, "| from |")}
    room = word()
    ada, grace = join(route, room=room), join(route, "grace", room)
    for kind, answer in (("say", "message"), ("typing", "typing")):
        origin = "step 3" if kind == "say" else "this page"
        say(ada, type=kind, id="7", **dict.fromkeys(said[kind], "Hello"))
        answers = {data["type"]: data for data in (hear(ada), hear(ada))}
        taken = answers.pop("taken")
        assert taken == {"type": "taken", "id": "7"}
        assert list(taken) == ["type", *told["taken", "this page"]]
        assert answers == {answer: hear(grace)}
        assert list(answers[answer]) == ["type", *told[answer, origin]]
        assert answers[answer]["username"] == "ada"
    # Without an id there is no answer but what all hear; what is not in the table does no harm.
    say(ada, type="say", message="Hello again", colour="red")
    assert hear(ada) == hear(grace)
    say(ada, type="sing", id="8")
    assert list(hear(ada)) == ["type", *told["error", "step 3"]]


@pytest.mark.parametrize("route", TYPED)
def test_what_is_refused_has_a_code_and_the_socket_stays_open(join, route):
    assert list(REFUSED) == [row[0].strip("`") for row in printed.table(PAGE, "| `code` |")]
    room = word()
    ada, grace = join(route, room=room), join(route, "grace", room)
    for code, frames in REFUSED.items():
        for frame in frames:
            data = {"id": "9"} | frame if isinstance(frame, dict) else None
            assert ada.send(json.dumps(data) if data else frame)
            answer = hear(ada)
            assert (answer["type"], answer["code"]) == ("error", code), frame
            # An answer without the id, where there is none that can be given back.
            known = data and data["id"] == "9"
            assert answer.get("id") == ("9" if known else None) and answer["error"]
    say(ada, type="say", message="still here")
    # Grace has heard nothing of all that.
    assert hear(ada) == hear(grace)


@pytest.mark.parametrize("route", chosen(TYPED, lambda route: route == TYPED[0]))
def test_old_and_new_pages_hear_each_other(join, route):
    room = word()
    members = {one: join(one, "grace", room) for one in ROUTES}
    ada = join(route, room=room)
    say(ada, type="typing")
    say(ada, type="say", message="from a new page")
    for one, member in members.items():
        if one in TYPED:
            assert hear(member) == {"type": "typing", "username": "ada"}
        typed = {"type": "message"} if one in TYPED else {}
        assert hear(member) == typed | {"message": "from a new page", "username": "ada"}
    say(members["chat"], sing="as before")
    assert list(hear(members["chat"])) == without_a_type("error")
    say(members["chat"], message="from an old page")
    for one, member in members.items():
        typed = {"type": "message"} if one in TYPED else {}
        answer = hear(member)
        assert answer == typed | {"message": "from an old page", "username": "grace"}
        assert one in TYPED or list(answer) == without_a_type("message")


def test_who_passes_on_what_a_client_sent_lets_it_speak_for_everybody(join):
    room = word()
    ada, grace = join("passed-on", room=room), join("chat", "grace", room)
    say(ada, type="websocket.receive", text='{"type": "chat_message", "message": "I am not ada"}')
    heard = {(data["username"], data["message"]) for data in (hear(grace), hear(grace))}
    assert heard == {("ada", "I am not ada"), ("grace", "I am not ada")}


@pytest.mark.all
def test_who_passes_on_what_a_client_sent_lets_it_close_the_room(join):
    room = word()
    ada, grace = join("passed-on", room=room), join("v2/async-chat", "grace", room)
    say(ada, type="nonsense")
    for socket in ada, grace:
        assert socket.receive() is None
        assert socket.code == 1011, socket.happened
