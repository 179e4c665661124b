"""The Compose file: right by its own schema, and what each container runs is run here.

No container is started: what is taken for granted is Docker's part, networks, volumes and images.
"""

import json
import re
import shlex
import subprocess
import sys
from contextlib import ExitStack

import pytest
import yaml
from redis import Redis

from tests.deploy.https import Visitor, hear
from tests.deploy.site import DEPLOY, NAME, Daphne, nginx
from tests.support import needs
from workshop.base.steps import ROOT
from workshop.serve.redis_server import find_redis, redis_server
from workshop.serve.server import LOOPBACK, environment

FILE = DEPLOY / "compose.yaml"
COMPOSE = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
SERVERS = ["chat-8001", "chat-8002"]
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def schema(name, *files):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{name}"]
    return subprocess.run(
        [*command, *map(str, files)],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_compose_specification_accepts_the_file(tmp_path):
    done = schema("compose-spec", FILE)
    assert done.returncode == 0, done.stdout
    # It would find a word that is none.
    wrong = FILE.read_text(encoding="utf-8").replace(
        "  redis:\n    image:", "  redis:\n    picture:"
    )
    (tmp_path / "wrong.yaml").write_text(wrong, encoding="utf-8")
    assert schema("compose-spec", tmp_path / "wrong.yaml").returncode == 1


def test_github_accepts_the_workflows():
    done = schema("github-workflows", *sorted((ROOT / ".github" / "workflows").glob("*.yml")))
    assert done.returncode == 0, done.stdout


def test_the_services_are_these():
    assert list(SERVICES) == ["redis", "prepare", *SERVERS, "nginx"]


def test_only_nginx_is_reached_from_outside():
    ports = {name: service.get("ports", []) for name, service in SERVICES.items()}
    assert ports.pop("nginx") == ["80:80", "443:443"]
    assert ports.pop("redis") == ["127.0.0.1:6379:6379"]
    assert not any(ports.values())


def test_no_secret_is_in_it_and_none_gets_into_the_image():
    assert "SECRET_KEY" not in json.dumps(COMPOSE)
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored and not any(".env" in line for line in ignored if line.startswith("!"))
    assert "\n/deploy/.env\n" in (ROOT / ".gitignore").read_text(encoding="utf-8")


def test_every_file_that_it_names_is_there():
    for name in ("chat.env", "nginx.conf", "Dockerfile"):
        assert (DEPLOY / name).is_file()
        assert name in FILE.read_text(encoding="utf-8")
    copied = re.findall(r"^COPY (\S+) ", DOCKERFILE, re.M)
    # The first is the learner's own project.
    assert [path for path in copied if not (ROOT / path).exists()] in ([], ["learning"])


def test_the_folders_are_those_of_the_variables_and_of_nginx():
    variables = (DEPLOY / "chat.env").read_text(encoding="utf-8")
    targets = {volume.split(":")[1] for volume in SERVICES["prepare"]["volumes"]}
    assert targets == {"/srv/chat/data", "/srv/chat/static"}
    assert all(target in variables for target in targets)
    assert "alias /srv/chat/static/;" in (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert "static:/srv/chat/static:ro" in SERVICES["nginx"]["volumes"]
    (where,) = re.findall(r"^WORKDIR (/srv/chat/learning)$", DOCKERFILE, re.M)
    assert "PYTHONPATH=/srv/chat/deploy" in variables
    assert "COPY deploy deploy" in DOCKERFILE and where


def test_nginx_looks_for_the_servers_where_they_listen():
    upstreams = re.findall(r"server (\S+);", (DEPLOY / "nginx.conf").read_text(encoding="utf-8"))
    listening = []
    for name in SERVERS:
        assert SERVICES[name]["network_mode"] == "service:nginx"
        command = SERVICES[name]["command"]
        listening.append(f"{command[command.index('-b') + 1]}:{command[command.index('-p') + 1]}")
    assert upstreams == listening


def test_redis_is_run_with_the_files_command_and_answers_its_health_check():
    needs.redis()
    # The helper's own options come last: the port, and a folder that goes away.
    program, *options = SERVICES["redis"]["command"]
    assert program == "redis-server"
    client = needs.program("redis-cli", "redis-tools")
    with redis_server(options=options) as url:
        port = url.rpartition(":")[2].partition("/")[0]
        kind, *check = SERVICES["redis"]["healthcheck"]["test"]
        assert (kind, check) == ("CMD", ["redis-cli", "ping"])
        done = subprocess.run([client, "-p", port, *check[1:]], capture_output=True, text=True)
        assert done.stdout == "PONG\n"
        with Redis.from_url(url) as redis:
            assert redis.config_get("save") == {"save": ""}
            assert redis.config_get("appendonly") == {"appendonly": "no"}
    assert find_redis()


@pytest.mark.all
def test_the_database_and_the_static_files_are_made_with_the_files_command(site):
    shell, option, line = SERVICES["prepare"]["command"]
    assert (shell, option) == ("sh", "-c")
    for number, part in enumerate(line.split(" && ")):
        program, *words = shlex.split(part)
        assert program == "python"
        printed = site.run([sys.executable, *words])
        assert ("Operations to perform", "static files")[number] in printed


class Container(Daphne):
    """A server that runs the command of a service, on a port of this machine."""

    service = SERVERS[0]

    def command(self):
        program, *words = SERVICES[self.service]["command"]
        assert program == "daphne"
        words[words.index("-p") + 1] = str(self.port)
        return [sys.executable, "-m", "daphne", *words]


@pytest.mark.all
def test_two_people_chat_through_the_containers_commands(site):
    program = needs.program("nginx", "nginx")
    name, *words = SERVICES["nginx"]["command"]
    assert (name, words) == ("nginx", ["-g", "daemon off;"])
    with ExitStack() as stack:
        servers = []
        for service in SERVERS:
            server = Container(site.project, "daphne", site.folder / f"{service}.log", **site.env)
            server.service = service
            servers.append(stack.enter_context(server))
        main = site.nginx_conf(servers)
        # The file's own words take the place of the same line in the test's main file.
        main.write_text(main.read_text(encoding="utf-8").replace("daemon off;\n", ""), "utf-8")
        stack.enter_context(nginx(program, main, words))
        ada, grace = (Visitor(site.ports["443"], site.certificate) for _ in range(2))
        assert ada.sign_in("ada").status == grace.sign_in("grace").status == 302
        with ada.join("lobby") as first, grace.join("lobby") as second:
            first.send(json.dumps({"message": "Hello"}))
            assert hear(first) == hear(second) == {"message": "Hello", "username": "ada"}
        # One on each server: nginx chose the one with fewer connections.
        assert all("WSCONNECT /ws" in server.output() for server in servers)


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_starts_after_redis_and_the_database(name):
    waits = {service: how["condition"] for service, how in SERVICES[name]["depends_on"].items()}
    assert waits == {
        "redis": "service_healthy",
        "prepare": "service_completed_successfully",
        "nginx": "service_started",
    }
    assert SERVICES[name]["restart"] == "always"
    assert SERVICES[name]["command"][SERVICES[name]["command"].index("-b") + 1] == LOOPBACK
    assert NAME in (DEPLOY / "chat.env").read_text(encoding="utf-8")
