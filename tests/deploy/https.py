"""Clients for the site that trust its certificate and nothing else."""

import http.client
import json
import socket
import ssl
from contextlib import contextmanager
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from websockets.sync.client import connect

from tests.deploy.site import NAME, SECONDS
from workshop.serve.client import cookie_header
from workshop.serve.people import LOGIN, PASSWORD
from workshop.serve.server import LOOPBACK


class Visitor:
    """Somebody who visits the site at a port; keeps cookies as a browser does."""

    def __init__(self, port, certificate):
        self.port = port
        self.context = ssl.create_default_context(cafile=certificate)
        self.cookies = {}

    def _tls(self):
        tcp = socket.create_connection((LOOPBACK, self.port), timeout=SECONDS)
        return self.context.wrap_socket(tcp, server_hostname=NAME)

    def ask(self, path, form=None, **headers):
        """GET the path, or POST the form to it; return the answer, its body in ``text``."""
        connection = http.client.HTTPSConnection(NAME, context=self.context)
        connection.sock = self._tls()
        headers = {"Cookie": cookie_header(self.cookies), **headers}
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"https://{NAME}"
        connection.request("GET" if form is None else "POST", path, body, headers)
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        connection.close()
        answer.morsels = [
            morsel
            for line in answer.headers.get_all("Set-Cookie", [])
            for morsel in SimpleCookie(line).values()
        ]
        self.cookies.update((morsel.key, morsel.value) for morsel in answer.morsels)
        return answer

    def sign_in(self, name):
        """Sign in on the admin's page; return the answer."""
        self.ask(LOGIN)
        form = {
            "username": name,
            "password": PASSWORD,
            "csrfmiddlewaretoken": self.cookies["csrftoken"],
        }
        return self.ask(LOGIN, form)

    @contextmanager
    def join(self, room, origin=f"https://{NAME}"):
        """Open a socket in the room over ``wss:``; yield the ``websockets`` connection."""
        with connect(
            f"wss://{NAME}/ws/chat/{room}/",
            sock=socket.create_connection((LOOPBACK, self.port)),
            ssl=self.context,
            server_hostname=NAME,
            origin=origin,
            additional_headers={"Cookie": cookie_header(self.cookies)},
            ping_interval=None,
            open_timeout=SECONDS,
        ) as connection:
            yield connection


def hear(connection):
    """Return what the next frame says in JSON."""
    return json.loads(connection.recv(timeout=SECONDS))
