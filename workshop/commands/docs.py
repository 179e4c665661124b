"""``python -m workshop docs``: serve the pages while they are written, or build them to keep."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from workshop.base.problems import Problem
from workshop.base.steps import ROOT
from workshop.serve import ports
from workshop.serve.server import LOOPBACK

PORT = 8001
# A folder with this file was built by us before: it may be replaced.
OURS = Path("search", "search_index.js")


def add_arguments(parser):
    """Add the command's arguments."""
    parser.description = "Serve the pages with live reload, or build them into a folder."
    parser.epilog = "The built pages open by double click on index.html, from a USB stick too."
    parser.add_argument("--build", action="store_true", help="build instead of serving")
    parser.add_argument("--to", default="site", help="the folder to build into (default: site)")
    parser.add_argument(
        "--without-lab", action="store_true", help="leave out the page that runs the steps"
    )
    parser.add_argument(
        "--lan", action="store_true", help="serve the pages, with the lab, to this network"
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"to serve on (default: {PORT})")


def mkdocs(*arguments, program="mkdocs"):
    """Run MkDocs, or a ``program`` that takes its place, in the checkout; return its exit code."""
    # The theme's notice about another program's next version is not for our readers.
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", program, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def build(target, program="mkdocs"):
    """Build all pages into the folder ``target``; what an earlier build left there is replaced.

    Raises ``Problem`` when a page is wrong, or when the folder holds something else.
    """
    target = Path(target).resolve()
    empty = not target.exists() or (target.is_dir() and not any(target.iterdir()))
    if not empty and not (target / OURS).is_file():
        raise Problem(
            f"This is there already, and it is not an earlier build of the pages:\n    {target}\n"
            "Nothing was written. Choose a new folder with --to."
        )
    if mkdocs("build", "--strict", "--quiet", "--site-dir", str(target), program=program):
        raise Problem("The pages were not built: the lines above say why.")
    return target


def build_lab():
    """Build the lab beside the pages, or say why these pages are without it."""
    from workshop.lab import bundle

    reason = bundle.missing()
    if reason is None:
        print("Building the lab, where something of it has changed.", flush=True)
        try:
            bundle.build()
        except Problem as problem:
            reason = str(problem)
    if reason:
        print(f"{reason}\n", flush=True)


def serve_room(port):
    """Build the pages, serve them to this machine's network until Ctrl+C; return the exit code."""
    from workshop.room import lan, pages_server

    address = lan.own_address()
    with tempfile.TemporaryDirectory() as folder:
        site = build(Path(folder) / "site")
        url = f"http://{address}:{port}/"
        print(f"The pages for the room: {url}\n\n{lan.qr(url)}\n")
        print("Everybody in this network can read them. Stop with Ctrl+C.", flush=True)
        pages_server.serve(site, address, port)
    return 0


def main(options):
    """Do it; return the exit code."""
    if not options.without_lab:
        build_lab()
    if options.build:
        started = time.monotonic()
        print(f"Building the pages into {Path(options.to).resolve()}", flush=True)
        target = build(options.to)
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
