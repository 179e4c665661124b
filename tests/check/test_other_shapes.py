"""Projects of other shapes: nothing false of a correct one, the right place of one with a mistake.

The shapes are in ``tests/check/shapes``: the official tutorial's finished project, rooms in a
database, notices that a view sends, and a page on which the server pushes.
"""

from dataclasses import dataclass

import pytest

from tests.support import shapes
from tests.support.lesson import LESSON
from tests.support.quick import chosen
from workshop.check.ask.examine import Examination
from workshop.check.explain import report as printed


@dataclass(frozen=True)
class Case:
    """A change to a file of a shape; ``at`` and ``says`` are what the answer has to hold."""

    shape: str
    name: str
    file: str
    old: str
    new: str
    says: tuple
    at: str = ""
    proven: bool = True

    def tree(self):
        tree, _ = shapes.shape(self.shape)
        assert self.old in tree[self.file], self.name
        return {**tree, self.file: tree[self.file].replace(self.old, self.new)}


QUICK = ("tutorial",)
DAPHNE = "    'daphne',\n"
ROUTES = """from django.urls import path

from .consumers import NoticeConsumer

websocket_urlpatterns = [path("ws/notices/", NoticeConsumer.as_asgi())]
"""
PLAIN = "AuthMiddlewareStack(URLRouter(websocket_urlpatterns))"
ORIGIN = f"AllowedHostsOriginValidator(\n            {PLAIN}\n        )"
MEMORY = "'BACKEND': 'channels.layers.InMemoryChannelLayer',"
REDIS = (
    "'BACKEND': 'channels_redis.core.RedisChannelLayer',\n"
    "        'CONFIG': {'hosts': [('redis.invalid', 6379)]},"
)
MISTAKES = [
    Case("tutorial", "no daphne", "mysite/settings.py", DAPHNE, "", ("'daphne'", "above")),
    Case("rooms", "no daphne", "core/settings.py", DAPHNE, "", ("'daphne'", "404")),
    Case("clock", "no daphne", "site_of_mine/settings.py", DAPHNE, "", ("'daphne'",)),
    Case(
        "tutorial",
        "no origin validator",
        "mysite/asgi.py",
        ORIGIN,
        PLAIN,
        ("AllowedHostsOriginValidator",),
    ),
    Case(
        "clock",
        "no origin validator",
        "site_of_mine/asgi.py",
        "AllowedHostsOriginValidator(URLRouter(routes))",
        "URLRouter(routes)",
        ("AllowedHostsOriginValidator",),
    ),
    Case(
        "rooms",
        "imports above Django",
        "core/asgi.py",
        "import os\n",
        "import os\n\nfrom rooms.consumers import RoomConsumer\n",
        ("before Django is ready",),
    ),
    Case(
        "notices",
        "no as_asgi",
        "alerts/routing.py",
        "NoticeConsumer.as_asgi()",
        "NoticeConsumer",
        ("NoticeConsumer.as_asgi()",),
    ),
    Case(
        "notices",
        "url of django.conf.urls",
        "alerts/routing.py",
        "from django.urls import path",
        "from django.conf.urls import url as path",
        ("django.conf.urls",),
        proven=False,
    ),
    Case(
        "tutorial",
        "url of django.conf.urls",
        "chat/routing.py",
        "from django.urls import re_path",
        "from django.conf.urls import re_path, url",
        ("removed in Django 4",),
    ),
    Case(
        "tutorial",
        "a Redis that is silent",
        "mysite/settings.py",
        MEMORY,
        REDIS,
        ("redis.invalid:6379",),
        "mysite/settings.py",
    ),
    Case(
        "rooms",
        "accept is forgotten",
        "rooms/consumers.py",
        "        await self.accept()\n",
        "",
        ("self.accept()",),
    ),
    Case(
        "rooms",
        "group_send is not awaited",
        "rooms/consumers.py",
        "await self.channel_layer.group_send(",
        "self.channel_layer.group_send(",
        ("await it",),
    ),
    Case(
        "tutorial",
        "the address differs",
        "chat/templates/chat/room.html",
        "'/ws/chat/'",
        "'/ws/chats/'",
        ("/ws/chats/", "/ws/chat/"),
    ),
    Case(
        "tutorial",
        "a type without a handler",
        "chat/consumers.py",
        "'chat.message'",
        "'chat.mesage'",
        ("chat_message()",),
    ),
    Case(
        "tutorial",
        "receive is misspelled",
        "chat/consumers.py",
        "def receive(",
        "def recieve(",
        ("recieve() is never called",),
    ),
    Case(
        "clock",
        "a colon is missing",
        "ticker/consumers.py",
        "while True:",
        "while True",
        ("SyntaxError: expected ':'", "ticker/consumers.py, line 19"),
        proven=False,
    ),
    Case(
        "rooms",
        "another name in the scope",
        "rooms/consumers.py",
        "['kwargs']['slug']",
        "['kwargs']['room']",
        ("'slug'",),
    ),
    Case(
        "rooms",
        "an application with a slip",
        "core/settings.py",
        "'core.asgi.application'",
        "'core.asgi.aplication'",
        ("core.asgi.application",),
    ),
    Case(
        "rooms",
        "a field without a migration",
        "rooms/models.py",
        "    text = models.TextField()\n",
        "    text = models.TextField()\n    loud = models.BooleanField(default=False)\n",
        ("makemigrations rooms", "migrate"),
        "(rooms/models.py)",
    ),
    Case(
        "tutorial",
        "a script that stops",
        "chat/templates/chat/room.html",
        "getElementById('room-name')",
        "getElementById('room_name')",
        ("TypeError: Cannot read properties of null", "room.html, line 13", "the id room-name"),
    ),
    Case(
        "clock",
        "a socket of another server",
        "ticker/templates/home.html",
        "'ws://' + location.host + '/live/'",
        "'ws://127.0.0.1:49151/live/'",
        ("ws://127.0.0.1:49151/live/, where nothing listens", "home.html, line 4", "location.host"),
    ),
    Case(
        "rooms",
        "HTML of a message",
        "rooms/static/rooms/room.js",
        "item.textContent",
        "item.innerHTML",
        ("it made an element of HTML", "room.js, line", "textContent"),
    ),
    Case(
        "tutorial",
        "a group of the path",
        "chat/consumers.py",
        "f'chat_{self.room_name}'",
        "f\"chat_{self.scope['path']}\"",
        ("Group name must be a valid unicode string", "The path has slashes in it"),
    ),
    Case(
        "rooms",
        "a colon in a group",
        "rooms/consumers.py",
        "f'room_{self.slug}'",
        "f'room:{self.slug}'",
        ("Group name must be a valid unicode string", "':' in it"),
    ),
    Case(
        "rooms",
        "a group of an address of e-mail",
        "rooms/consumers.py",
        "f'room_{self.slug}'",
        "f'room_{self.user.email}'",
        ("Group name must be a valid unicode string", "pk is a number"),
    ),
    Case(
        "rooms",
        "another group",
        "rooms/consumers.py",
        "            self.group,\n            {",
        "            f'room-{self.slug}',\n            {",
        ("while somebody is in 'room_", "To the channel layer these are two groups"),
    ),
    Case(
        "notices",
        "include() in a URLRouter",
        "alerts/routing.py",
        ROUTES,
        ROUTES.replace(
            'path("ws/notices/", NoticeConsumer.as_asgi())',
            'path("ws/", include([path("notices/", NoticeConsumer.as_asgi())]))',
        ).replace("import path", "import include, path"),
        ("include() is not supported in URLRouter", "may be another URLRouter"),
    ),
    Case(
        "rooms",
        "async code asks the database",
        "rooms/consumers.py",
        "        await self.accept()\n",
        "        await self.accept()\n        self.count = Message.objects.count()\n",
        ("SynchronousOnlyOperation", "acount() with await"),
    ),
]


def examine(case, browser):
    if isinstance(case, str):
        return Examination(shapes.project(case), LESSON, browser=browser).run()
    return Examination(shapes.project(case.shape, case.tree()), LESSON, browser=browser).run()


@pytest.mark.all
@pytest.mark.parametrize("case", shapes.NAMES)
def test_nothing_is_blamed_in_a_correct_project(case, report):
    assert report.ground, "it was taken for the course's"
    assert (report.findings, report.facts) == ((), ())
    said = printed.text(report, LESSON)
    assert "NOT YET" not in said
    for what in ("the server starts", "Daphne serves", "a WebSocket is accepted"):
        assert f"ok  {what}" in said


@pytest.mark.parametrize(
    "case",
    chosen(MISTAKES, lambda case: case.shape in QUICK and case.name == "no daphne", one_in=5),
    ids=lambda case: f"{case.shape}-{case.name}",
)
def test_a_mistake_is_named_at_its_place(case, report):
    said = printed.text(report, LESSON)
    assert not report.well, said
    words = " ".join(said.split())
    assert all(" ".join(one.split()) in words for one in case.says), said
    assert (case.at or case.file) in said
    if report.findings:
        assert all(finding.proven for finding in report.findings) is case.proven, said
        assert len(report.findings) == 1, said
    assert "The lesson has" not in said
