"""``python -m workshop docs``: serve the pages while they are written, or build them to keep."""

import time
from pathlib import Path

from workshop.base.problems import Problem
from workshop.base.steps import PORT
from workshop.pages.build import build, mkdocs
from workshop.serve import ports
from workshop.serve.server import LOOPBACK

# The chat may run beside the pages.
PAGES_PORT = PORT + 1


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


def main(options):
    """Do it; return the exit code."""
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
    print(f"Building the pages. In some seconds they are at http://{LOOPBACK}:{port}/")
    print("They follow what you edit. Stop with Ctrl+C.", flush=True)
    return mkdocs("serve", "--quiet", "--dev-addr", f"{LOOPBACK}:{port}")
