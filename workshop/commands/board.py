"""``python -m workshop board``: see where the people in a room stand, and speak to all of them."""

import argparse
import subprocess

from workshop.base.problems import Problem
from workshop.room.board import PORT
from workshop.serve import ports

NO_AGENDA = "none"


def add_arguments(parser):
    """Describe the command's options to the ``argparse`` parser."""
    parser.description = (
        "Serve a board to this network: a page for the projector with how many people are at each "
        "checkpoint, and a page for you with names, mistakes, hands and the plan."
    )
    parser.epilog = "Stop it with Ctrl+C: nothing is kept, unless you ask for it with --keep."
    parser.add_argument(
        "--port", type=_port, default=PORT, help=f"1 to {ports.LAST} (default: {PORT})"
    )
    parser.add_argument("--address", help="which of this machine's addresses (default: found)")
    parser.add_argument(
        "--agenda", default=NO_AGENDA, help="the agenda to compare with, such as half-day"
    )
    parser.add_argument(
        "--keep", metavar="FILE", help="people and times stay there: a later call goes on with them"
    )
    parser.add_argument("--no-browser", action="store_true", help="open no browser")


def _port(text):
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= ports.LAST):
        raise argparse.ArgumentTypeError(f"{text} is not a port: choose 1 to {ports.LAST}")
    return int(text)


def facts(agenda):
    """Return what the board says of the lesson, ready for JSON. Raises ``Problem``."""
    from workshop.check.explain.catalogue import catalogue
    from workshop.lesson import changes
    from workshop.pages.teach import plain_agenda

    lesson = changes.read()
    return {
        "checkpoints": [
            {"name": point.name, "title": point.title, "page": point.fence.page}
            for point in lesson.checkpoints
        ],
        "mistakes": {
            one.id: {
                "title": one.title,
                "say": f"{one.why} {one.fix}",
                "page": f"docs/trouble/{one.seen}.md#{one.id}",
            }
            for one in catalogue().values()
        }
        | {
            change.name: {
                "title": f"something at “{change.name}”",
                "say": change.fence.options.get("why", ""),
                "page": f"docs/{change.fence.link}",
            }
            for change in lesson.changes
        },
        "agenda": {} if agenda == NO_AGENDA else plain_agenda(agenda),
    }


def free_port(port, address):
    """Return the port if a server can have it. Raises ``Problem`` with the next free one."""
    if ports.refusal(port, address) is None and not ports.listening(port):
        return port
    other = ports.next_free(port)
    raise Problem(
        f"Port {port} is taken. It is used by {ports.describe(port)}.\n"
        f"Stop that program, or use another port: --port {other or 'NUMBER'}"
    )


def serve(board, when_ready):
    """Serve the board until its process ends or Ctrl+C is pressed; return the exit code."""
    from workshop.base.processes import group
    from workshop.room.board_server import DATA

    with group(board.command(), cwd=DATA, env=board.environment()) as process:
        ready = False
        while process.poll() is None:
            if not ready and ports.answers(board.address, board.port):
                ready = True
                when_ready()
            try:
                process.wait(0.5 if ready else 0.1)
            except subprocess.TimeoutExpired:
                continue
            except KeyboardInterrupt:
                print("\nStopping ...", flush=True)
                return 0
        return process.returncode or 1


def main(options):
    """Serve the board; 0 after Ctrl+C, 1 when the server ends by itself."""
    from workshop.commands.run import open_browser
    from workshop.room import lan
    from workshop.room.board_server import Board

    address = lan.checked(options.address) if options.address else lan.own_address()
    port = free_port(options.port, address)
    with Board(address, port, facts(options.agenda), options.keep) as board:
        board.announce()

        def when_ready():
            if not options.no_browser:
                open_browser(board.way_in.as_uri())

        code = serve(board, when_ready)
    if code:
        raise Problem(f"The server ended by itself (exit code {code}). Above is what it said.")
    print("Stopped." if options.keep else "Stopped. Nothing of the board is left.")
    return 0
