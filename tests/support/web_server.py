"""A web server in this process, as somebody else's would be: it answers what a test wants."""

import http.server
import threading
from contextlib import contextmanager

from workshop.serve.server import LOOPBACK

# How long its end may take to be seen.
POLL_SECONDS = 0.02


@contextmanager
def web_server(get, **attributes):
    """Answer each GET with ``get(handler)``, and yield the port; the handler has ``attributes``."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            get(self)

        def log_message(self, *arguments):
            pass

    for name, value in attributes.items():
        setattr(Handler, name, value)
    with http.server.ThreadingHTTPServer((LOOPBACK, 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,))
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
