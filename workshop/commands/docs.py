"""``python -m workshop docs``: serve the pages while they are written, or build them to keep."""

import tempfile
import time
from pathlib import Path

from workshop.base.problems import Problem
from workshop.base.steps import PORT
from workshop.pages.build import build, mkdocs
from workshop.serve import ports
from workshop.serve.server import LOOPBACK

# Away from the ports of the chat: page 3.6 runs a second server at the one after PORT.
PAGES_PORT = PORT + 100


def add_arguments(parser):
    """Add the command's arguments."""
    parser.description = "Serve the pages with live reload, or build them into a folder."
    parser.epilog = "The built pages open by double click on index.html, from a USB stick too."
    parser.add_argument("--build", action="store_true", help="build instead of serving")
    parser.add_argument("--to", default="site", help="the folder to build into (default: site)")
    parser.add_argument(
        "--translation", metavar="FOLDER", help="with --build: pages of another language in it"
    )
    parser.add_argument(
        "--port", type=ports.number, default=PAGES_PORT, help=f"to serve on (default: {PAGES_PORT})"
    )
    parser.add_argument(
        "--without-lab", action="store_true", help="leave out the page that runs the steps"
    )
    parser.add_argument(
        "--lan", action="store_true", help="serve the pages, with the lab, to this network"
    )
    parser.add_argument(
        "--address", help="with --lan: which of this machine's addresses (default: found by itself)"
    )


def serve_room(port, address):
    """Build the pages, serve them to this machine's network until Ctrl+C; return the exit code.

    ``address`` is one of this machine's, or None: one is found.
    """
    from workshop.room import lan, pages_server

    address = lan.checked(address) if address else lan.own_address()
    with tempfile.TemporaryDirectory() as folder:
        site = build(Path(folder) / "site")
        url = f"http://{address}:{port}/"
        print(f"The pages for the room: {url}\n\n{lan.qr(url)}\n")
        print("Everybody in this network can read them. Stop with Ctrl+C.", flush=True)
        pages_server.serve(site, address, port)
    return 0


def main(options):
    """Do it; return the exit code."""
    # It needs the packages, and the help of this command does not.
    from workshop.lab.beside_pages import build_lab

    if not options.without_lab:
        build_lab()
    if options.build:
        started = time.monotonic()
        print(f"Building the pages into {Path(options.to).resolve()}", flush=True)
        target = build(options.to, translation=options.translation)
        pages = len(list(target.rglob("*.html")))
        print(f"{pages} pages are ready, after {time.monotonic() - started:.0f} s.")
        print(
            f"Open this file in a browser, or copy the folder first:\n    {target / 'index.html'}"
        )
        return 0
    port = options.port if ports.free(options.port) else ports.next_free(options.port)
    if port is None:
        raise Problem(f"Port {options.port} is taken, and so are all above it. Choose with --port.")
    if options.lan:
        return serve_room(port, options.address)
    print(f"Building the pages. In some seconds they are at http://{LOOPBACK}:{port}/")
    print("They follow what you edit. Stop with Ctrl+C.", flush=True)
    return mkdocs("serve", "--quiet", "--dev-addr", f"{LOOPBACK}:{port}")
