"""Mistakes that people report in public, and honest differences that look like one.

Each is a change to a checkpoint. Of a mistake, the answer holds what is true there and none of the
sentences that would be false; of an honest difference nothing is said.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.lesson import LESSON
from tests.support.quick import chosen
from workshop.check.ask.examine import Examination
from workshop.check.ask.project import Project
from workshop.check.explain import report as printed
from workshop.check.explain.story import explain

# Each takes seconds; `test --all` asks the rest.
QUICK = ("url of django.conf.urls", "a misspelling in both files")
CONSUMER, ROUTES, ASGI = "chat/consumers.py", "chat/routing.py", "learning/asgi.py"
SETTINGS = "learning/settings.py"
LAYER = """
CHANNEL_LAYERS = {
    'default': {
        'BACKEND': %s,
        'CONFIG': %s,
    },
}
"""
CORE = "'channels_redis.core.RedisChannelLayer'"
ACCEPT = "        self.accept()\n"
CONNECT = "    def connect(self):\n"
REFUSED = "    if not is_room_name(room_name):\n        raise Http404\n"
LEAVING = "    def disconnect(self, code):\n"
MODEL = """from django.db import models


class Message(models.Model):
    text = models.TextField()
"""
MIGRATION = """from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('text', models.TextField()),
            ],
        ),
    ]
"""
KEEPS = (
    (CONSUMER, "import json\n", "import json\n\nfrom .models import Message\n"),
    (CONSUMER, ACCEPT, ACCEPT + "        Message.objects.create(text='somebody came')\n"),
    ("chat/models.py", None, MODEL),
)
OLD_ROUTING = """from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter

import chat.routing

application = ProtocolTypeRouter({
    'websocket': AuthMiddlewareStack(
        URLRouter(chat.routing.websocket_urlpatterns)
    ),
})
"""
PLAIN_ASGI = """import os

from django.core.asgi import get_asgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'learning.settings')

application = get_asgi_application()
"""
JSON = """from channels.generic.websocket import AsyncJsonWebsocketConsumer


class ChatConsumer(AsyncJsonWebsocketConsumer):
    async def connect(self):
        if not self.scope['user'].is_authenticated:
            await self.close()
            return
        self.group_name = 'chat_' + self.scope['url_route']['kwargs']['room_name']
        await self.channel_layer.group_add(self.group_name, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        if hasattr(self, 'group_name'):
            await self.channel_layer.group_discard(self.group_name, self.channel_name)

    async def receive_json(self, content, **kwargs):
        await self.channel_layer.group_send(self.group_name, {
            'type': 'chat.message',
            'message': content['message'],
            'username': self.scope['user'].username,
        })

    async def chat_message(self, event):
        await self.send_json({'message': event['message'], 'username': event['username']})
"""


@dataclass(frozen=True)
class Case:
    """``edits``: file, old text or None for all of it, new text or None for no file.

    ``says`` has to be in the answer, ``never`` must not; ``at`` is the place, ``id`` the name.
    """

    name: str
    point: str
    edits: tuple
    says: tuple = ()
    never: tuple = ()
    at: str = ""
    fails: bool = True

    def tree(self):
        tree = dict(LESSON.checkpoint(self.point).tree)
        for file, old, new in self.edits:
            if old is None:
                tree[file] = new
            else:
                assert old in tree[file], (self.name, old)
                tree[file] = tree[file].replace(old, new)
        return {path: text for path, text in tree.items() if text is not None}


def settings_in_a_package():
    text = LESSON.checkpoint("3.5").tree[SETTINGS]
    deeper = text.replace("resolve().parent.parent", "resolve().parent.parent.parent")
    name = "'learning.settings'"
    return (
        (SETTINGS, None, None),
        ("learning/settings/__init__.py", None, ""),
        ("learning/settings/base.py", None, deeper),
        ("learning/settings/dev.py", None, "from .base import *\n"),
        *((file, name, "'learning.settings.dev'") for file in (ASGI, "manage.py")),
    )


CASES = [
    Case(
        "an old routing of the project's",
        "2.3",
        (
            (ASGI, None, PLAIN_ASGI),
            ("learning/routing.py", None, OLD_ROUTING),
            (SETTINGS, "'learning.asgi.application'", "'learning.routing.application'"),
        ),
        ("written as for Channels 2", "instead of asgi.py", "Tried on a copy"),
        ("without importing",),
        "learning/routing.py",
    ),
    Case(
        "url of django.conf.urls",
        "2.3",
        (
            (ROUTES, "from django.urls import path", "from django.conf.urls import url"),
            (ROUTES, "path('ws/echo/'", "url(r'^ws/echo/$'"),
        ),
        ("removed in Django 4", "cannot import name 'url'", "Tried on a copy"),
        ("Channels 1",),
        f"{ROUTES}, line 1",
    ),
    Case(
        "routes above Django",
        "3.5",
        (
            (
                CONSUMER,
                "import json\n",
                "import json\n\nfrom django.contrib.auth import get_user_model\n\n"
                "get_user_model()\n",
            ),
            (ASGI, "from chat.routing import websocket_urlpatterns\n", ""),
            (ASGI, "import os\n", "import os\n\nfrom chat.routing import websocket_urlpatterns\n"),
        ),
        ("before Django is ready", "Tried on a copy"),
        (),
        f"{ASGI}, line",
    ),
    Case(
        "a channel name of their own",
        "3.5",
        ((CONSUMER, CONNECT, f"{CONNECT}        self.channel_name = 'first'\n"),),
        ("self.channel_name = 'first'", "Channels' own"),
        ("leaves while something",),
        CONSUMER,
    ),
    Case(
        "websocket_disconnect without StopConsumer",
        "3.5",
        ((CONSUMER, "def disconnect(self, code)", "def websocket_disconnect(self, message)"),),
        ("after ten seconds", "disconnect", "Tried on a copy"),
        (),
        CONSUMER,
    ),
    Case(
        "the name of a container",
        "3.5",
        ((SETTINGS, "LOGIN_URL", LAYER % (CORE, "{'hosts': [('redis', 6379)]}") + "\nLOGIN_URL"),),
        ("nothing answers there", "redis:6379"),
        ("a host that is one text",),
        SETTINGS,
    ),
    Case(
        "a lazy query in a coroutine",
        "3.7",
        (
            (
                "chat/async_consumers.py",
                "        await self.accept()\n",
                "        from channels.db import database_sync_to_async\n"
                "        from django.contrib.auth.models import User\n\n"
                "        people = await database_sync_to_async(User.objects.all)()\n"
                "        self.names = [person.username for person in people]\n"
                "        await self.accept()\n",
            ),
        ),
        ("SynchronousOnlyOperation", "chat/async_consumers.py, line"),
    ),
    Case(
        "the socket in urls.py",
        "2.3",
        (
            (ROUTES, None, "websocket_urlpatterns = []\n"),
            ("chat/urls.py", "from . import views", "from . import consumers, views"),
            (
                "chat/urls.py",
                "urlpatterns = [\n",
                "urlpatterns = [\n    path('ws/echo/', consumers.EchoConsumer.as_asgi()),\n",
            ),
        ),
        ("that file is only for HTTP", "Tried on a copy"),
        ("Channels 1",),
        "chat/urls.py, line",
    ),
    Case(
        "an app of others",
        "3.5",
        ((SETTINGS, "    'chat',\n", "    'corsheaders',\n    'chat',\n"),),
        ("django-cors-headers", "python -m pip install django-cors-headers", "not installed"),
        ("The lesson has",),
        SETTINGS,
    ),
    Case(
        "a model without a migration",
        "3.5",
        KEEPS,
        ("no such table", "makemigrations chat", "python manage.py migrate", "Tried on a copy"),
        ("You wrote",),
    ),
    Case(
        "a consumer for JSON",
        "3.5",
        ((CONSUMER, None, JSON),),
        ("3.5 NOT YET", "JSONDecodeError", "3.4 ok"),
        ("2.2 NOT YET", "an async one never runs"),
    ),
    Case(
        "a picture without Pillow",
        "3.5",
        (
            (
                "chat/models.py",
                None,
                "from django.db import models\n\n\nclass Picture(models.Model):\n"
                "    picture = models.ImageField(upload_to='pictures')\n",
            ),
        ),
        ("fields.E210", "HINT", "Pillow"),
        ("identified 1 issue", " ok "),
    ),
    Case(
        "a variable that is not set",
        "3.5",
        (
            (SETTINGS, "from pathlib", "import os\nfrom pathlib"),
            (
                SETTINGS,
                "LOGIN_URL",
                LAYER % (CORE, "{'hosts': [os.environ['REDIS_ADDRESS']]}") + "\nLOGIN_URL",
            ),
        ),
        ("REDIS_ADDRESS", "not set in this terminal"),
        ("no Redis server runs", "The lesson has"),
        SETTINGS,
    ),
    Case(
        "hosts without the dot",
        "3.3",
        ((SETTINGS, "'.localhost'", "'localhost'"),),
        ("http://ada.localhost", "'.localhost'", "3.3 NOT YET", "Tried on a copy"),
        (),
        SETTINGS,
    ),
    Case(
        "names that no group can have",
        "3.2",
        (
            (ROUTES, None, "from django.urls import re_path\n\nfrom . import consumers\n\n"
             "websocket_urlpatterns = [\n    re_path(r'^ws/chat/(?P<room_name>[^/]+)/$', "
             "consumers.ChatConsumer.as_asgi()),\n]\n"),
            ("chat/urls.py", None, "from django.urls import path\n\nfrom . import views\n\n"
             "urlpatterns = [\n    path('', views.index, name='index'),\n"
             "    path('<str:room_name>/', views.room, name='room'),\n]\n"),
            ("chat/views.py", REFUSED, ""),
        ),
        ("has an accent", "HTTP 500"),
    ),
    Case(
        "closing in disconnect",
        "3.5",
        ((CONSUMER, LEAVING, f"{LEAVING}        self.close()\n"),),
        fails=False,
    ),
    Case(
        "a misspelling in both files",
        "3.5",
        (
            (ROUTES, "websocket_urlpatterns", "websocket_urlpattners"),
            (ASGI, "websocket_urlpatterns", "websocket_urlpattners"),
        ),
        fails=False,
    ),
    Case(
        "a model with its migration",
        "3.5",
        (
            *KEEPS,
            ("chat/migrations/__init__.py", None, ""),
            ("chat/migrations/0001_initial.py", None, MIGRATION),
        ),
        fails=False,
    ),
    Case("settings in a package", "3.5", settings_in_a_package(), fails=False),
]  # fmt: skip


def examine(case, browser):
    return Examination(
        Project(Path("mine"), "learning", case.tree()), LESSON, browser=browser
    ).run()


@pytest.mark.parametrize(
    "case",
    chosen(CASES, lambda case: case.name in QUICK, one_in=3),
    ids=lambda case: case.name,
)
def test_what_is_said_is_true(case, report):
    said = printed.text(report, LESSON)
    words = " ".join(said.split())
    assert report.well is not case.fails, said
    for one in case.says:
        assert one in words, said
    for one in case.never:
        assert one not in words, said
    assert case.at in words, said
    told = {explain(finding, report).id for finding in report.findings}
    assert len(told) == len(report.findings), said
