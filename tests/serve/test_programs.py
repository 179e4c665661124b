"""What runserver does and daphne does not, and traps that only one of them shows."""

import re

import pytest

from tests.serve.servers import LOUD, Kind
from tests.support.database import prepare
from workshop.base.steps import STEPS
from workshop.serve.client import request
from workshop.serve.people import sign_in
from workshop.serve.probes import PROBES
from workshop.serve.server import Server, copy_project
from workshop.serve.target import target

STATIC = re.compile(r'"(/static/[^"]+)"')


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("program", "status"), [("runserver", 200), ("daphne", 404)])
def test_only_runserver_serves_static_files(servers, step, program, status):
    port = servers.get(Kind(step, program)).port
    page = "/chat/lobby/" if step == 3 else "/chat/"

    reply = request(port, page, cookies=servers.people(step)[0])
    files = STATIC.findall(reply.body)

    assert reply.status == 200
    assert len(files) == 4
    assert {request(port, file).status for file in files} == {status}


@pytest.mark.parametrize(("step", "daphne"), [(1, False), (2, True), (3, True)])
def test_runserver_says_which_server_it_is(servers, step, daphne):
    server = servers.get(Kind(step))
    request(server.port, "/chat/")

    assert ("Starting ASGI/Daphne" in server.output()) is daphne


@pytest.mark.parametrize("step", STEPS)
def test_the_root_leads_to_the_page(servers, step):
    reply = request(servers.get(Kind(step)).port, "/")

    assert (reply.status, reply.location) == (302, "/chat/")


@pytest.mark.parametrize("kind", [Kind(2), Kind(2, "daphne"), Kind(3), Kind(3, "daphne")], ids=str)
def test_a_get_of_a_sockets_address_is_a_404(servers, kind):
    path = "/ws/chat/lobby/" if kind.step == 3 else "/ws/echo/"

    assert request(servers.get(kind).port, path).status == 404
    assert servers.trouble(kind) == []


@pytest.mark.all
@pytest.mark.parametrize("program", ["runserver", "daphne"])
@pytest.mark.parametrize("step", [2, 3])
def test_consumers_may_use_models(tmp_path, program, step):
    project = copy_project(STEPS[step], tmp_path / "project")
    consumers = project / "chat" / "consumers.py"
    text = consumers.read_text(encoding="utf-8")
    model = "from django.contrib.auth.models import User\n"
    consumers.write_text(model + text, encoding="utf-8", newline="\n")

    with Server(project, program) as server:
        seen = PROBES["stranger"](target(step, server.port))

    assert seen.happened.endswith("accepted" if step == 2 else "HTTP 403")


def test_daphne_alone_shows_a_wrong_order_of_imports(tmp_path):
    project = copy_project(STEPS[2], tmp_path / "project")
    consumers = project / "chat" / "consumers.py"
    edit(consumers, "class ", "from django.contrib.auth.models import User\n\n\nclass ")
    asgi = project / "learning" / "asgi.py"
    edit(asgi, "from chat.routing import websocket_urlpatterns\n", "")
    edit(asgi, "import os\n", "import os\nfrom chat.routing import websocket_urlpatterns\n")

    with Server(project, "runserver") as server:
        assert PROBES["socket"](target(2, server.port)).held
    with pytest.raises(RuntimeError, match="settings are not configured|Apps aren't loaded"):
        Server(project, "daphne").start()


@pytest.mark.all
@pytest.mark.parametrize("program", ["runserver", "daphne"])
@pytest.mark.parametrize("loud", [True, False])
def test_a_forgotten_await_speaks_up_with_our_setting(tmp_path, program, loud):
    project = copy_project(STEPS[3], tmp_path / "project")
    prepare(project)
    call = "async_to_sync(self.channel_layer.group_add)(self.group_name, self.channel_name)"
    edit(
        project / "chat" / "consumers.py",
        call,
        call.replace("async_to_sync(self.channel_layer.group_add)", "self.channel_layer.group_add"),
    )

    with Server(project, program, **(LOUD if loud else {})) as server:
        people = sign_in(server.port, "ada"), sign_in(server.port, "grace")
        seen = PROBES["others-hear"](target(3, server.port, people, seconds=0.5))
        log = server.output()

    assert not seen.held
    assert ("never awaited" in log) is loud


@pytest.mark.all
def test_an_empty_address_of_redis_is_none(servers):
    with Server(servers.project(3), REDIS_URL="") as server:
        assert PROBES["sender-hears"](target(3, server.port, servers.people(3))).held
