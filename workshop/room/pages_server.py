"""``docs --lan``: the built pages, with the lab, for the browsers of a room."""

import contextlib
import functools
import http.server


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files. Thirty browsers ask for hundreds of them: nobody reads that."""

    def log_message(self, *_arguments):
        """Print nothing."""


def serve(folder, address, port):
    """Serve the files below ``folder`` at an address of this machine, until Ctrl+C."""
    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer((address, port), handler)
    with server, contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
