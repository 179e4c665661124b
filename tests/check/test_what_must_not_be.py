"""What a project must not let happen is tried, and each slip gets its own words and no other's."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.lesson import LESSON
from tests.support.quick import chosen
from workshop.check.ask.examine import Examination
from workshop.check.ask.project import Project
from workshop.check.explain import report as printed

CONSUMER, SETTINGS = "chat/consumers.py", "learning/settings.py"
VIEWS, ROOMS = "chat/views.py", "chat/rooms.py"
CSRF = "    'django.middleware.csrf.CsrfViewMiddleware',\n"
USERNAME = "self.scope['user'].get_username(),\n"
JOIN = "async_to_sync(self.channel_layer.group_add)(self.group_name, self.channel_name)"
ERROR = "self.send_object({'error': str(error)})"
TO_ALL = """async_to_sync(self.channel_layer.group_send)(self.group_name, {
                'type': 'chat_message',
                'message': str(error),
                'username': 'nobody',
            })"""

NAME = "'username': " + USERNAME
CAREFUL = """        if not is_room_name(room_name) or not self.scope['user'].is_authenticated:
            self.close()
            return
"""
JOINING = f"        {JOIN}\n        self.accept()\n"


@dataclass(frozen=True)
class Case:
    """One edit to a checkpoint; ``says`` has to be in the answer, ``never`` must not."""

    name: str
    point: str
    file: str
    old: str
    new: str
    says: tuple
    never: tuple = ()


CASES = [
    Case("a POST without the token", "1.3", SETTINGS, CSRF, "",
         ("1.3 NOT YET: a POST without the token", "HTTP 200: the message was answered")),
    Case("HTML in a message", "1.3", "chat/static/chat/page.js", "textContent = message",
         "innerHTML = message", ("writes “<b>", "made an element of HTML")),
    Case("a rule that any letter keeps", "3.1", ROOMS, "all(letter", "any(letter",
         ("a name that no room can have", "HTTP 500", "chat/rooms.py, line 8")),
    Case("an error that is returned", "3.1", VIEWS, "raise Http404", "return Http404",
         ("a name of 100 letters", "HTTP 500")),
    Case("another's name", "3.3", CONSUMER, USERNAME,
         "json.loads(text_data).get('username') or " + USERNAME,
         ("nobody can write under another name", "it was told under the name")),
    Case("an error for everybody", "3.5", CONSUMER, ERROR, TO_ALL,
         ("to its sender alone", "the other one heard the answer too")),
    Case("a layer that is not there", "3.6", SETTINGS, "channels_redis.pubsub",
         "channels_redis.core", ("when REDIS_URL is set", "InvalidChannelLayerError")),
    Case("async_to_sync around a call", "3.2", CONSUMER, JOIN,
         JOIN.replace("group_add)(", "group_add(") + ")", (JOIN,),
         ("async_to_sync(async_to_sync",)),
    Case("a setting with a letter too few", "2.1", SETTINGS, "ASGI_APPLICATION",
         "ASGI_APLICATION", ("Write ASGI_APPLICATION.",), ("too many",)),
    Case("an address without its first slash", "2.3", "chat/templates/chat/chat.html",
         '"/ws/echo/"', '"ws/echo/"', ("line 18",), ("End the address",)),
    Case("a type with a letter too few", "3.2", CONSUMER, "'chat_message'", "'chat_mesage'",
         ("Write 'type': 'chat_message'.",), ("underscore are private",)),
    Case("a stranger is asked after joining", "3.4", CONSUMER, CAREFUL + JOINING,
         f"        {JOIN}\n{CAREFUL}        self.accept()\n",
         ("3.4 NOT YET: a stranger joins no group", "ChatConsumer in chat_")),
    Case("a reason under another key", "3.5", "chat/static/chat/transport.js", "data.error)",
         "data.type === 'error')", ("3.5 NOT YET", "the page showed “undefined: undefined”")),
    Case("a channel that holds one message", "3.6", SETTINGS, "'capacity': 10000",
         "'capacity': 1", ("a channel that holds 1 was full", "line 132")),
    Case("an object in an event", "3.6", CONSUMER, NAME, f"{NAME}'rooms': {{'lobby'}},\n",
         ("3.6 NOT YET: what is sent to a group can go through Redis", "can not serialize")),
    Case("sessions in the memory of a process", "3.6", SETTINGS, "LOGIN_URL",
         "SESSION_ENGINE = 'django.contrib.sessions.backends.cache'\nLOGIN_URL",
         ("3.6 NOT YET: a second server knows who is signed in", "unknown to every other one")),
]  # fmt: skip


def examine(case, browser):
    tree = dict(LESSON.checkpoint(case.point).tree)
    assert case.old in tree[case.file], case.name
    tree[case.file] = tree[case.file].replace(case.old, case.new)
    return Examination(Project(Path("mine"), "learning", tree), LESSON, browser=browser).run()


@pytest.mark.parametrize(
    "case", chosen(CASES, lambda case: False, one_in=3), ids=lambda case: case.name
)
def test_it_is_tried_and_told_as_it_is(case, report):
    said = printed.text(report, LESSON)
    words = " ".join(said.split())
    assert "Tried on a copy" in words, said
    for one in case.says:
        assert one in words, said
    for one in case.never:
        assert one not in words, said
