"""What a look does not show of other people's projects: rows, buttons and forms, behind a guard."""

import re
import subprocess
import sys
from dataclasses import dataclass

import pytest

from tests.support import shapes
from tests.support.lesson import LESSON
from tests.support.quick import chosen
from workshop.check.ask.examine import Examination
from workshop.check.ask.guard import REFUSED
from workshop.check.explain import report as printed

# More than a check has: other tests run at the same time.
SECONDS = 300
CONSUMER, VIEWS, ROUTES = "alerts/consumers.py", "alerts/views.py", "alerts/routing.py"
INBOX = "alerts/templates/alerts/inbox.html"
# So that somebody can write a notice, and press a button.
FORM = """<ul id="notices"></ul>
<form action="/announce/" method="post">{% csrf_token %}<input name="text"><button>Tell</button>
</form>
<button type="button" id="ask">Ask</button>
"""
ASKING = """  document.getElementById("ask").onclick = function () {
    socket.send(JSON.stringify({kind: "ask"}));
  };
</script>"""
GAMES = """from django.db import models


class Game(models.Model):
    home = models.CharField(max_length=40)
"""
MIGRATION = """from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            "Game",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("home", models.CharField(max_length=40)),
            ],
        ),
    ]
"""
GAME = """

def game(request, pk):
    get_object_or_404(Game, pk=pk)
    return render(request, "alerts/inbox.html")
"""
SCRIPTS = "{% block main %}{% endblock %}{% block scripts %}{% endblock %}"
SENDS = "get_channel_layer().group_send"
SHORTCUTS = "from django.shortcuts import "


@dataclass(frozen=True)
class Case:
    """Changes to the shape ``notices``: file, old and new text; what the answer has to hold."""

    name: str
    edits: tuple
    says: tuple = ()
    at: str = ""
    proven: bool = True

    def tree(self):
        tree, _ = shapes.shape("notices")
        for file, old, new in (*COMMON, *self.edits):
            assert old in tree.get(file, ""), (self.name, file, old)
            tree[file] = tree.get(file, "").replace(old, new, 1)
        return tree


COMMON = (
    (INBOX, '<ul id="notices"></ul>\n', FORM),
    (INBOX, "</script>", ASKING),
    (
        CONSUMER,
        "    def notice_new",
        "    def receive_json(self, content):\n"
        "        self.send_json({'text': content['kind']})\n\n    def notice_new",
    ),
    (CONSUMER, "import WebsocketConsumer", "import JsonWebsocketConsumer"),
    (CONSUMER, "(WebsocketConsumer)", "(JsonWebsocketConsumer)"),
    (CONSUMER, "self.send(text_data=json.dumps(", "self.send_json(("),
)
ROWS = (
    ("alerts/migrations/__init__.py", "", "# The app's.\n"),
    ("alerts/migrations/0001_initial.py", "", MIGRATION),
    ("alerts/models.py", "", GAMES),
    (VIEWS, SHORTCUTS, f"from .models import Game\n{SHORTCUTS}get_object_or_404, "),
    (VIEWS, '    return HttpResponse("sent")\n', f'    return HttpResponse("sent")\n{GAME}'),
    (
        "alerts/urls.py",
        "urlpatterns = [",
        'urlpatterns = [\n    path("games/<int:pk>/", views.game),',
    ),
    ("alerts/urls.py", '    path("", views.inbox, name="inbox"),\n', ""),
)
CASES = [
    Case("well", ()),
    Case(
        "group_send in a view is not awaited",
        (
            (
                VIEWS,
                "async_to_sync(get_channel_layer().group_send)",
                "get_channel_layer().group_send",
            ),
        ),
        ("async_to_sync(get_channel_layer().group_send)", "only makes a coroutine"),
        VIEWS,
    ),
    Case(
        "an event without a type",
        ((VIEWS, '{"type": "notice.new"', '{"kind": "notice.new"'),),
        ("Incoming message has no 'type' attribute", "under 'kind'"),
        VIEWS,
    ),
    Case(
        "JSON of JSON",
        ((CONSUMER, "self.send_json((", "self.send_json(json.dumps("),),
        ("a frame is JSON that was made twice", "one more text"),
        CONSUMER,
    ),
    Case(
        "receive for receive_json",
        ((CONSUMER, "def receive_json(", "def receive("),),
        ("unexpected keyword argument 'text_data'", "The method that gets the object"),
        CONSUMER,
    ),
    Case(
        "a route within a route",
        (
            (
                ROUTES,
                'path("ws/notices/", NoticeConsumer.as_asgi())',
                'path("ws/", URLRouter([path("ws/notices/", NoticeConsumer.as_asgi())]))',
            ),
            (ROUTES, "from django", "from channels.routing import URLRouter\nfrom django"),
        ),
        ("No route found for path 'ws/notices/'", "'notices/'"),
        ROUTES,
    ),
    Case(
        "a message before the socket is open",
        (
            *ROWS,
            (
                INBOX,
                "  socket.onmessage",
                '  socket.send(\'{"kind": "ask"}\');\n  socket.onmessage',
            ),
        ),
        ("InvalidStateError", "GET /games/7/ in a browser", "a row of Game, made for this", "open"),
        INBOX,
    ),
    Case(
        "a moment in an event",
        (
            (VIEWS, SHORTCUTS, f"from django.utils import timezone\n{SHORTCUTS}"),
            (
                VIEWS,
                '    event = {"type": "notice.new", "text": text}\n',
                "    now = timezone.now()\n"
                '    event = {"type": "notice.new", "text": text, "at": now}\n',
            ),
            (CONSUMER, '{"text": event["text"]}', '{"text": event["text"], "at": event["at"]}'),
        ),
        ("Object of type datetime is not JSON serializable", "now.isoformat() is a text"),
        VIEWS,
    ),
    Case(
        "a mixin that is too late",
        (
            (
                VIEWS,
                'def inbox(request):\n    return render(request, "alerts/inbox.html")\n',
                "class Inbox(TemplateView, LoginRequiredMixin):\n"
                '    template_name = "alerts/inbox.html"\n',
            ),
            (
                VIEWS,
                SHORTCUTS,
                "from django.contrib.auth.mixins import LoginRequiredMixin\n"
                f"from django.views.generic import TemplateView\n{SHORTCUTS}",
            ),
            ("alerts/urls.py", "views.inbox", "views.Inbox.as_view()"),
        ),
        ("the page came, although Inbox has LoginRequiredMixin", "It has to stand first"),
        VIEWS,
    ),
]
CASES.append(
    Case(
        "a block with another name",
        (
            (INBOX, "<ul", '{% extends "alerts/base.html" %}{% block main %}<ul'),
            (INBOX, "<script>", "{% endblock %}{% block script %}<script>"),
            (INBOX, "</script>", "</script>{% endblock %}"),
            ("alerts/templates/alerts/base.html", "", f"<title>Notices</title>{SCRIPTS}"),
        ),
        ("the block script is never put out", "alerts/base.html has scripts"),
        INBOX,
    )
)


def examine(case, browser):
    project = shapes.project("notices", case.tree())
    return Examination(project, LESSON, seconds=SECONDS, browser=browser).run()


@pytest.mark.parametrize(
    "case", chosen(CASES, lambda case: False, one_in=3), ids=lambda case: case.name
)
def test_it_is_named_at_its_place(case, report):
    said = printed.text(report, LESSON)
    words = " ".join(said.split())
    assert report.well is not bool(case.says), said
    assert len(report.findings) == bool(case.says), said
    assert all(finding.proven is case.proven for finding in report.findings), said
    assert all(" ".join(one.split()) in words for one in case.says), said
    assert case.at in said
    # What is called ok is not called wrong as well.
    assert not set(re.findall(r"(?m)^ok  (.*?)(?:  \(|$)", said)) & set(
        re.findall(r"(?m)^NOT YET: (.*)$", said)
    )


GUARDED = """
import pathlib, socket, sqlite3, subprocess, sys
from workshop.check.ask import guard
folder, outside = map(pathlib.Path, sys.argv[1:])
guard.stand(folder)
(folder / "mine.txt").write_text("is mine")
socket.socketpair()[0].close()
sqlite3.connect(folder / "mine.sqlite3").close()
for attempt in (
    lambda: socket.create_connection(("127.0.0.1", 9), 1),
    lambda: subprocess.run([sys.executable, "-c", ""]),
    lambda: outside.write_text("gone"),
    lambda: sqlite3.connect(outside),
    lambda: outside.unlink(),
    lambda: outside.rename(folder / "moved"),
):
    try:
        attempt()
    except PermissionError:
        continue
    sys.exit("it was not refused")
"""


def test_the_guard_refuses_what_would_leave_the_copy(tmp_path, monkeypatch):
    copy, own = tmp_path / "copy", tmp_path / "own.txt"
    copy.mkdir()
    own.write_text("theirs", encoding="utf-8")
    monkeypatch.setenv("TMPDIR", str(copy))
    monkeypatch.setenv("TEMP", str(copy))
    done = subprocess.run(
        [sys.executable, "-c", GUARDED, copy, own], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count(REFUSED) == 6
    assert own.read_text(encoding="utf-8") == "theirs"
    assert (copy / "mine.txt").is_file()
