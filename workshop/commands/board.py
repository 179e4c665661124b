"""``python -m workshop board``: see how far the people in a room are, and speak to all of them."""

import argparse

from workshop.base.problems import Problem
from workshop.room.board import PORT
from workshop.serve import ports
from workshop.setup.environment import as_typed

NO_AGENDA = "none"


def add_arguments(parser):
    """Describe the command's options to the ``argparse`` parser."""
    parser.description = (
        "Serve a board to this network. A page for the projector shows how many people are at each "
        "checkpoint. A page for you shows names, mistakes, raised hands and the plan."
    )
    parser.epilog = "Stop it with Ctrl+C. Without --keep, nothing is kept."
    parser.add_argument(
        "--port", type=_port, default=PORT, help=f"1 to {ports.LAST} (default: {PORT})"
    )
    parser.add_argument(
        "--address", help="one of this machine's addresses (default: chosen for you)"
    )
    parser.add_argument(
        "--agenda", default=NO_AGENDA, help="the agenda to compare with, such as half-day"
    )
    parser.add_argument(
        "--keep",
        metavar="FILE",
        help="keep people and times in this file; a later call continues with them",
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")


def _port(text):
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= ports.LAST):
        raise argparse.ArgumentTypeError(f"{text} is not a port: choose 1 to {ports.LAST}")
    return int(text)


def facts(agenda):
    """Return what the board says of the lesson, ready for JSON. Raises ``Problem``."""
    from workshop.check.explain.addresses import address
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
                "page": address(f"trouble/{one.seen}.md#{one.id}"),
            }
            for one in catalogue().values()
        }
        | {
            change.name: {
                "title": f"something at “{change.name}”",
                "say": change.fence.options.get("why", ""),
                "page": address(change.fence.link),
            }
            for change in lesson.changes
        },
        "agenda": {} if agenda == NO_AGENDA else plain_agenda(agenda),
    }


def main(options):
    """Serve the board; 0 after Ctrl+C, 1 when the server ends by itself."""
    from workshop.room import lan
    from workshop.room.board_server import Board
    from workshop.serve import demo, on_screen

    def retry(port):
        return f"{as_typed()} -m workshop board --port {port}"

    address = lan.checked(options.address) if options.address else lan.own_address()
    port = ports.choose(options.port, retry, address)
    with Board(address, port, facts(options.agenda), options.keep) as board:
        board.announce()

        def when_ready():
            if not options.no_browser:
                on_screen.show(board.way_in.as_uri())

        try:
            code = demo.serve(board.server(), when_ready)
        except demo.Served:
            code = None
    if code is not None:
        raise Problem(f"The server ended by itself (exit code {code}). Above is what it said.")
    print("Stopped." if options.keep else "Stopped. Nothing of the board is left.")
    return 0
