"""The build Notifications: told by views, commands, tasks; both consumers, in memory, on Redis."""

import json
import multiprocessing
import shlex
import sys

import django
import pytest

from tests.further.layer_events import counting
from tests.further.site import SECONDS, Site, with_examples
from tests.further.typed import Migrating, begins_and_serves
from tests.support import printed
from tests.support.quick import chosen
from workshop.lesson import checkpoints
from workshop.serve.client import Socket, request
from workshop.serve.people import sign_in, sign_out
from workshop.serve.probes import PROBES
from workshop.serve.server import free_port

NAME = "further/notifications"
PAGE = f"{NAME}.md"
ROUTES = ("badge", "async-badge")
LIST = "/chat/me/notifications/"
ADD = "/admin/chat/notification/add/"
# One server process is not another's memory: each of these runs in a process of its own.
AS_USER = "from django.contrib.auth.models import User; u = User.objects.get(username='{name}'); "
CREATE = AS_USER + "Notification.objects.create(user=u, text='{text}')"
IMPORTS = "from chat.models import Notification; "


class Window:
    """A page with its badge: what it is told. A context manager."""

    def __init__(self, site, name, route="badge", server=0, cookies=None):
        port, cookies = site.servers[server].port, cookies or site.cookies[name]
        self.socket = Socket(port, f"/ws/{route}/", cookies=cookies, seconds=SECONDS)
        assert self.socket.opened, self.socket.happened
        self.first = self.told()

    def told(self):
        frame = self.socket.receive()
        assert frame is not None, self.socket.happened
        return json.loads(frame)["unread"]

    def until(self, number):
        """Hear up to this number."""
        heard = [self.told()]
        while heard[-1] != number:
            heard.append(self.told())
        return heard

    def silent(self):
        """Return whether nothing came, by what follows a Ping: no long wait."""
        return self.socket.answers_ping() and self.socket.receive(0.2) is None

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.socket.close()


def post(site, name, path, **fields):
    """Fill in a form of a page, as a browser does; return the ``Reply``."""
    port, cookies = site.servers[0].port, site.cookies[name]
    page = request(port, path, cookies=cookies, seconds=SECONDS)
    assert page.status == 200, page.happened
    cookies = {**cookies, **page.cookies}
    form = {**fields, "csrfmiddlewaretoken": cookies["csrftoken"]}
    reply = request(port, path, form=form, cookies=cookies, seconds=SECONDS)
    assert reply.status == 302, reply.body
    return reply


def number_of(site, name):
    return site.manage("shell", "-c", AS_USER.format(name=name) + "print(u.pk)").split()[-1]


@pytest.fixture(scope="module")
def numbers(notifications):
    return {name: number_of(notifications, name) for name in ("ada", "grace")}


@pytest.fixture(autouse=True)
def read(request):
    """Nothing is unread before a test."""
    if "notifications" in request.fixturenames:
        for name in ("ada", "grace"):
            post(request.getfixturevalue("notifications"), name, LIST)


@pytest.mark.all
def test_the_chat_keeps_what_it_promised(notifications):
    # What is its own is asked inside of a copy: tests/check/test_builds_asked.py.
    made, promised = notifications.target(), checkpoints.promises(notifications.point)
    kept = {claim: held for claim, held in promised.items() if claim in PROBES}
    assert {claim: PROBES[claim](made).held for claim in kept} == kept


@pytest.mark.parametrize("route", chosen(ROUTES, lambda route: route == ROUTES[0]))
def test_all_windows_of_one_person_hear_what_a_view_saves(notifications, numbers, route):
    other = next(one for one in ROUTES if one != route)
    site = notifications
    with (
        Window(site, "ada", route) as here,
        Window(site, "ada", other) as there,
        Window(site, "grace", route) as grace,
    ):
        assert (here.first, there.first, grace.first) == (0, 0, 0)
        for number in (1, 2):
            post(site, "grace", ADD, user=numbers["ada"], text=f"News {number}")
            assert here.told() == there.told() == number
        assert grace.silent()
        with Window(site, "ada", route) as late:
            assert late.first == 2
        page = request(site.servers[0].port, LIST, cookies=site.cookies["ada"], seconds=SECONDS)
        assert page.body.index("New: News 2") < page.body.index("New: News 1")
        # To look at the list marks nothing.
        assert here.silent()
        post(site, "ada", LIST)
        assert here.told() == there.told() == 0
        assert grace.silent()
    page = request(site.servers[0].port, LIST, cookies=site.cookies["ada"], seconds=SECONDS)
    assert "News 2" in page.body and "New: News 2" not in page.body
    page = request(site.servers[0].port, LIST, cookies=site.cookies["grace"], seconds=SECONDS)
    assert "News 2" not in page.body


@pytest.mark.parametrize("route", ROUTES)
def test_a_stranger_has_no_badge_and_what_a_page_sends_is_ignored(notifications, route):
    port = notifications.servers[0].port
    assert Socket(port, f"/ws/{route}/", seconds=SECONDS).status == 403
    assert request(port, LIST, seconds=SECONDS).status == 302
    with Window(notifications, "ada", route) as window:
        window.socket.send('{"type": "notified", "user": 1}')
        assert window.silent()


@pytest.mark.all
def test_a_page_for_everybody_has_no_badge_for_a_stranger(notifications):
    code = "from django.template.loader import render_to_string as r; print(r('chat/badge.html'))"
    assert "badge" not in notifications.manage("shell", "-c", code)


@pytest.mark.all
@pytest.mark.parametrize("route", ROUTES)
def test_in_memory_what_another_process_saves_shows_with_the_next_event(notifications, route):
    with Window(notifications, "ada", route) as window:
        code = IMPORTS + CREATE.format(name="ada", text="By a command")
        notifications.manage("shell", "-c", code)
        assert window.silent()
        with Window(notifications, "ada", route) as late:
            assert late.first == 1
        post(notifications, "ada", LIST)
        assert window.told() == 0


COMMIT = """
from chat.models import Notification
from chat.notify import tell

Notification.objects.create(user=ada, text="x")
told("alone")
with transaction.atomic():
    Notification.objects.create(user=ada, text="x")
    told("inside")
told("after")
try:
    with transaction.atomic():
        Notification.objects.create(user=ada, text="x")
        raise ValueError
except ValueError:
    told("failed")
Notification.objects.bulk_create([Notification(user=ada, text="x")])
told("bulk")
Notification.objects.filter(user=ada).update(read=True)
told("update")
Notification.objects.filter(user=ada).delete()
told("delete")
tell(ada.pk)
told("tell")
gone = User.objects.create(username="gone@example.com")
Notification.objects.create(user=gone, text="x")
gone.delete()
print("cascade", Notification.objects.count())
try:
    async_to_sync(layer.group_add)(f"user_{gone.username}", "me")
except TypeError:
    print("no group of this name")
"""
# No file but settings and the app itself brings the signal: no consumer is imported.
TOLD = "alone 1|inside 0|after 1|failed 0|bulk 0|update 0|delete 0|tell 1"
# An account's notifications go with it, and its name may be none for a group.
MORE = "cascade 0|no group of this name"


def test_it_is_told_after_the_commit_and_by_save_only(notifications):
    lines = notifications.manage("shell", "-c", counting({"type": "notified"}, COMMIT)).splitlines()
    assert "|".join(lines[-10:]) == f"{TOLD}|{MORE}"


@pytest.mark.all
@pytest.mark.parametrize("route", ROUTES)
def test_a_logout_closes_no_badge(notifications, numbers, route):
    port = notifications.servers[0].port
    cookies = sign_in(port, "ada")
    leaving = Window(notifications, "ada", route, cookies=cookies)
    assert sign_out(port, cookies).status == 200
    assert Socket(port, f"/ws/{route}/", cookies=cookies, seconds=SECONDS).status == 403
    post(notifications, "grace", ADD, user=numbers["ada"], text="Still heard")
    assert (leaving.first, leaving.told()) == (0, 1)
    leaving.socket.close()


def test_without_redis_the_row_is_saved_and_the_error_logged(notifications):
    environment = {"REDIS_URL": f"redis://127.0.0.1:{free_port()}"}
    code = IMPORTS + CREATE.format(name="ada", text="Saved")
    command = [sys.executable, "manage.py", "shell", "-c", code]
    done = printed.run(notifications.project, command, **environment)
    assert done.returncode == 0, done.stdout
    assert "Error calling" in done.stdout and "on_commit()" in done.stdout
    assert "ConnectionError" in done.stdout
    with Window(notifications, "ada") as window:
        assert window.first == 1


@pytest.mark.all
def test_the_table_of_the_page_is_what_django_makes(tmp_path):
    Migrating(
        NAME, "test_the_table_of_the_page_is_what_django_makes", tmp_path
    ).is_as_django_writes_it()


def test_what_to_type_for_it(tmp_path):
    begins_and_serves("test_what_to_type_for_it", tmp_path)


# A worker as Celery's: forked after its parent has used the layer, and then threads in each.
WORKER = """
import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from django.db import connections
from chat.tasks import remind

remind({number})
remind({number})
connections.close_all()
with multiprocessing.get_context("fork").Pool(2) as pool:
    pool.map(remind, 6 * [{number}], chunksize=1)
with ThreadPoolExecutor(2) as threads:
    list(threads.map(remind, 4 * [{number}]))
"""
SAVED_BY_A_WORKER = 12


@pytest.fixture
def two_servers(redis_url, tmp_path):
    change = with_examples(NAME, "chat/tasks.py")
    with Site(NAME, tmp_path, 2, change, REDIS_URL=redis_url) as site:
        yield site


@pytest.mark.all
def test_other_processes_tell_every_server(two_servers):
    site = two_servers
    shell, _ = sorted(
        printed.proven_by("test_other_processes_tell_every_server"),
        key=lambda block: block.language != "shell",
    )
    program, manage, *words = shlex.split(shell.text)
    assert (program, manage) == ("python", "manage.py")
    number = number_of(site, "ada")
    words[-1] = words[-1].replace("remind(1)", f"remind({number})")
    windows = [
        Window(site, name, route, server)
        for name in ("ada", "grace")
        for server in (0, 1)
        for route in ROUTES
    ]
    adas, graces = windows[:4], windows[4:]
    assert [window.first for window in windows] == 8 * [0]
    site.manage(*words)
    assert [window.told() for window in adas] == 4 * [1]
    if "fork" in multiprocessing.get_all_start_methods():
        printed_by_worker = site.manage("shell", "-c", WORKER.format(number=number))
        assert "Error" not in printed_by_worker and "loop" not in printed_by_worker
        for window in adas:
            # Each row is told once, and never with a number that is too small for good.
            heard = window.until(1 + SAVED_BY_A_WORKER)
            assert len(heard) <= SAVED_BY_A_WORKER and heard == sorted(heard)
    # On one server, and both are told.
    post(site, "ada", LIST)
    for window in adas:
        window.until(0)
    assert all(window.silent() for window in graces)
    for window in windows:
        window.socket.close()


IMMEDIATE = "from django.tasks import task\n"


@pytest.mark.skipif(django.VERSION < (6, 0), reason="Django's own tasks came with 6.0")
def test_a_task_of_django_runs_in_the_views_process_and_needs_no_redis(tmp_path):
    def change(tree):
        shown = with_examples(NAME, "chat/tasks.py")(tree)
        text = shown["chat/tasks.py"].replace("def remind", "@task\ndef remind")
        view = tree["chat/views.py"] + (
            "\n\ndef borrow(request):\n    from .tasks import remind\n"
            "    remind.enqueue(request.user.pk)\n    return redirect('index')\n"
        )
        urls = tree["chat/urls.py"].replace(
            "    path('', ", "    path('me/borrow/', views.borrow),\n    path('', "
        )
        return shown | {
            "chat/tasks.py": IMMEDIATE + text, "chat/views.py": view, "chat/urls.py": urls,
        }  # fmt: skip

    with Site(NAME, tmp_path, change=change) as site, Window(site, "ada") as window:
        port, cookies = site.servers[0].port, site.cookies["ada"]
        assert request(port, "/chat/me/borrow/", cookies=cookies, seconds=SECONDS).status == 302
        assert (window.first, window.told()) == (0, 1)
