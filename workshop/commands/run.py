"""``python -m workshop run``: prepare a step and serve it until Ctrl+C."""

import argparse

from workshop.base.problems import Problem
from workshop.base.steps import DATA, PORT, STEPS
from workshop.room import lan
from workshop.room.guests import MOST
from workshop.serve import codespace, demo, on_screen, ports
from workshop.serve.server import LOOPBACK, Server
from workshop.setup.environment import as_typed

TITLES = {1: "a page that talks HTTP", 2: "the same page over a WebSocket", 3: "the finished chat"}
GUESTS = 30


def add_arguments(parser):
    """Describe the command's options to the ``argparse`` parser."""
    parser.description = "Serve a step on this machine, with a database of its own in .workshop."
    parser.epilog = "Stop it with Ctrl+C. You can edit the step's folder while it runs."
    steps = ", ".join(f"{step}: {title}" for step, title in TITLES.items())
    parser.add_argument(
        "step", nargs="?", type=int, choices=STEPS, default=3, help=f"{steps} (default: 3)"
    )
    parser.add_argument(
        "--port", type=ports.number, default=PORT, help=f"1 to {ports.LAST} (default: {PORT})"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    room = parser.add_argument_group("for a room full of people")
    room.add_argument(
        "--lan", action="store_true", help="serve step 3 to this network, with guest accounts"
    )
    room.add_argument(
        "--people", type=_people, help=f"how many guests, 1 to {MOST} (default: {GUESTS})"
    )
    room.add_argument(
        "--guests",
        metavar="FILE",
        help="a sheet of guests to keep: written if it does not exist, used if it does",
    )
    room.add_argument("--address", help="one of this machine's addresses (default: chosen for you)")


def _quoted(value):
    return f'"{value}"' if " " in str(value) else value


def _people(text):
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= MOST):
        raise argparse.ArgumentTypeError(f"choose 1 to {MOST} people")
    return int(text)


def announce(step, port):
    """Print what is served and where, below what the server said when it started."""
    from workshop.serve.people import PASSWORD, PEOPLE

    print(f"\nStep {step}, {TITLES[step]}: http://{LOOPBACK}:{port}/\n")
    outside = codespace.host(port)
    if outside:
        print(f"In this codespace, open https://{outside}/ instead. Each person needs a")
        print("browser or a private window of their own there: names in front of localhost lead to")
        print("your own computer.\n")
    if step == 3:
        print("Three people in one browser:")
        width = max(map(len, PEOPLE))
        for name in PEOPLE:
            print(f"    {name:{width}}  http://{name}.localhost:{port}/")
        own = codespace.own_secrets(DATA).get(codespace.PASSWORD, PASSWORD)
        print(f"Each signs in with their own name. Password of all three: {own}")
        print("If your browser does not know these names, a private window is a second person.")
    print("\nStop with Ctrl+C.\n", flush=True)


def serve_room(options, retry):
    """Serve step 3 to the people in the room; return the server's exit code."""
    if options.step != lan.STEP:
        raise Problem(f"Only step {lan.STEP} is for a room: leave the number out.")
    address = lan.checked(options.address) if options.address else lan.own_address()
    port = ports.choose(options.port, retry, address)
    with lan.Room(address, port, options.people or GUESTS, options.guests) as room:
        room.announce()

        def when_ready():
            if not options.no_browser:
                on_screen.show(room.url)

        return demo.serve(room.server(), when_ready)


def serve_demo(options, retry):
    """Serve a step to this machine alone; return the server's exit code."""
    port = ports.choose(options.port, retry)
    print(f"Starting step {options.step} ...\n", flush=True)
    demo.prepare(options.step)

    def when_ready():
        announce(options.step, port)
        if not options.no_browser:
            on_screen.show(f"http://{LOOPBACK}:{port}/")

    place, step = (LOOPBACK, port), STEPS[options.step]
    return demo.serve(Server(step, place=place, options=(), **demo.variables()), when_ready)


def main(options):
    """Serve the step; 0 after Ctrl+C, 1 when the server ends by itself."""
    only = {name: getattr(options, name) for name in ("people", "guests", "address")}
    chosen = {f"--{name}": value for name, value in only.items() if value is not None}
    if chosen and not options.lan:
        raise Problem(f"{next(iter(chosen))} is for a room: add --lan, or leave it out.")

    def retry(port):
        words = (f" {name} {_quoted(value)}" for name, value in chosen.items())
        room = " --lan" + "".join(words) if options.lan else ""
        browser = " --no-browser" if options.no_browser else ""
        return f"{as_typed()} -m workshop run {options.step} --port {port}{room}{browser}"

    try:
        code = (serve_room if options.lan else serve_demo)(options, retry)
    except demo.Served:
        print("Stopped.")
        return 0
    raise Problem(f"The server ended by itself (exit code {code}). Above is what it said.")
