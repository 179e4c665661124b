"""What nginx, two Daphne processes and Django do with a request, each part where it belongs."""

import http.client
import json
import re
import socket
import ssl
from contextlib import ExitStack, contextmanager

import pytest
from websockets.exceptions import ConnectionClosedError, InvalidStatus

from tests.deploy.https import Visitor, hear
from tests.deploy.site import DEPLOY, NAME, SECONDS, nginx
from tests.support import needs
from workshop.serve.client import request
from workshop.serve.server import LOOPBACK, free_port

pytestmark = pytest.mark.all
# Seconds that nginx waits in the test of the pings.
PATIENCE = 3
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def ada(site, front):
    visitor = Visitor(front, site.certificate)
    assert visitor.sign_in("ada").status == 302
    return visitor


def test_http_leads_to_https(site, front):
    reply = request(site.ports["80"], "/chat/", headers={"Host": NAME})
    assert (reply.status, reply.location) == (301, f"https://{NAME}/chat/")


def test_nginx_serves_the_static_files(site, front, daphnes):
    visitor = Visitor(front, site.certificate)
    answer = visitor.ask("/static/chat/chat.css")
    assert answer.status == 200
    assert answer.headers["Server"].startswith("nginx")
    assert answer.text == (site.project / "chat/static/chat/chat.css").read_text(encoding="utf-8")
    assert all("chat.css" not in server.output() for server in daphnes)


def test_each_daphne_says_that_it_listens(daphnes):
    assert all("Listening on TCP address" in server.output() for server in daphnes)


def test_the_cookies_are_for_https_only(site, front):
    visitor = Visitor(front, site.certificate)
    answer = visitor.sign_in("grace")
    assert {morsel.key for morsel in answer.morsels} == {"csrftoken", "sessionid"}
    assert all(morsel["secure"] for morsel in answer.morsels)
    assert answer.headers["Strict-Transport-Security"] == "max-age=3600"


def test_a_foreign_page_gets_no_socket(ada):
    with ada.join("lobby") as lobby:
        lobby.send(json.dumps({"message": "Hello"}))
        assert hear(lobby) == {"message": "Hello", "username": "ada"}
    with pytest.raises(InvalidStatus) as refused, ada.join("lobby", "https://evil.example"):
        pass
    assert refused.value.response.status_code == 403


def test_a_foreign_name_gets_no_answer(ada, site, front):
    with pytest.raises(http.client.RemoteDisconnected):
        ada.ask("/chat/", Host="evil.example")
    reply = request(site.ports["80"], "/chat/", headers={"Host": "evil.example"})
    assert reply.status is None
    with socket.create_connection((LOOPBACK, front)) as tcp, pytest.raises(ssl.SSLError):
        ada.context.wrap_socket(tcp, server_hostname="evil.example")


def test_django_refuses_a_foreign_name_and_shows_no_traceback(daphnes):
    headers = {"Host": "evil.example", "X-Forwarded-Proto": "https"}
    answer = request(daphnes[0].port, "/chat/", headers=headers)
    assert answer.status == 400
    assert "Traceback" not in answer.body and "ALLOWED_HOSTS" not in answer.body


def test_what_a_visitor_says_in_nginxs_place_is_overwritten(ada, daphnes):
    claims = {"X-Forwarded-For": "203.0.113.5", "X-Forwarded-Proto": "http"}
    # Without nginx's own header, Django would answer with a redirection to https.
    assert ada.ask("/chat/forwarded/", **claims).status == 200
    log = "".join(server.output() for server in daphnes)
    (line,) = [line for line in log.splitlines() if "/chat/forwarded/" in line]
    assert line.startswith(LOOPBACK)


@contextmanager
def other_nginx(site, daphnes, ada, **changes):
    """Run one more nginx, some of its lines changed; yield ada as its visitor."""
    program = needs.program("nginx", "nginx")
    ports, site.ports = site.ports, {port: free_port() for port in site.ports}
    try:
        main = site.nginx_conf(daphnes, **changes)
        visitor = Visitor(site.ports["443"], site.certificate)
    finally:
        site.ports = ports
    visitor.cookies = ada.cookies
    with nginx(program, main):
        yield visitor


def test_an_idle_socket_is_cut_when_nginx_waits_for_less_than_a_ping(site, daphnes, ada):
    (line,) = re.findall(r"proxy_read_timeout .+;", NGINX)
    with (
        other_nginx(site, daphnes, ada, **{line: "proxy_read_timeout 1s;"}) as visitor,
        visitor.join("idle") as idle,
    ):
        with pytest.raises(ConnectionClosedError):
            idle.recv(timeout=SECONDS)
        assert idle.close_code == 1006


def test_pings_keep_an_idle_socket_open(site, ada):
    (line,) = re.findall(r"proxy_read_timeout .+;", NGINX)
    with ExitStack() as stack:
        daphnes = [site.daphne(number) for number in (5, 6)]
        for daphne in daphnes:
            daphne.options = ("--ping-interval", "1")
            stack.enter_context(daphne)
        changed = {line: f"proxy_read_timeout {PATIENCE}s;"}
        visitor = stack.enter_context(other_nginx(site, daphnes, ada, **changed))
        idle = stack.enter_context(visitor.join("idle"))
        with pytest.raises(TimeoutError):
            idle.recv(timeout=2 * PATIENCE)
        assert idle.close_code is None


@pytest.mark.parametrize(("header", "status"), [("Upgrade", 404), ("Connection", 400)])
def test_what_becomes_of_a_handshake_without_a_header(site, daphnes, ada, header, status):
    with other_nginx(site, daphnes, ada, **{line_with(header): ""}) as visitor:
        with pytest.raises(InvalidStatus) as refused, visitor.join("lobby"):
            pass
        assert refused.value.response.status_code == status


def test_without_the_host_a_page_is_refused(site, daphnes, ada):
    with other_nginx(site, daphnes, ada, **{line_with("Host"): ""}) as visitor:
        assert visitor.ask("/chat/").status == 400


def line_with(header):
    (line,) = re.findall(rf"proxy_set_header {header} .+;", NGINX)
    return line


def test_without_a_daphne_nginx_answers_502(site, ada):
    nobody = [site.daphne(number) for number in (3, 4)]
    with other_nginx(site, nobody, ada) as visitor:
        assert visitor.ask("/chat/").status == 502
