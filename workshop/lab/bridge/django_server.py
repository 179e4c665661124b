"""Django's own development server, without its sockets: step 1 is served by it.

Everything is Django's: the handler that reads a request, calls the project, logs the line. Only
the two ends of the connection are replaced, by bytes that are there and bytes that are kept.
"""

import io

from workshop.lab.bridge import http_messages


class _Connection:
    """Where Django's handler expects a client's socket."""

    def __init__(self, data):
        self.reading, self.written = io.BytesIO(data), io.BytesIO()

    def makefile(self, *_arguments, **_named):
        return self.reading

    def sendall(self, data):
        self.written.write(data)

    def shutdown(self, _how):
        """There is nobody who would have to be told."""


class Server:
    """What ``runserver`` starts when Daphne is not installed: it answers, one after the other."""

    speaks_websocket = False

    def __init__(self, address, port, application, server_cls):
        self.server_name, self.server_port = address, port
        self.application, self.server_cls = application, server_cls
        self.base_environ = {
            "SERVER_NAME": address,
            "GATEWAY_INTERFACE": "CGI/1.1",
            "SERVER_PORT": str(port),
            "REMOTE_HOST": "",
            "CONTENT_LENGTH": "",
            "SCRIPT_NAME": "",
        }

    def get_app(self):
        """Return the WSGI application; Django's handler asks for it by this name."""
        return self.application

    def http(self, request, answer):
        """Give the project a ``Request``; call ``answer`` with the ``Response``."""
        from django.core.servers.basehttp import WSGIRequestHandler
        from django.db import connections

        connection = _Connection(request.raw())
        try:
            WSGIRequestHandler(connection, request.client, self)
        finally:
            # On a server each request has a thread, and with it a connection to the database.
            connections.close_all()
        answer(http_messages.read_response(connection.written.getvalue(), request.method))


def run(
    addr, port, wsgi_handler, ipv6=False, threading=False, on_bind=None, server_cls=None, *, listen
):
    """Take the place of ``django.core.servers.basehttp.run``; ``listen`` is told the server."""
    if on_bind is not None:
        on_bind(port)
    listen(Server(addr, port, wsgi_handler, server_cls))
