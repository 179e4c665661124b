"""``python -m workshop run``: prepare a step and serve it until Ctrl+C."""

import argparse
import os
import subprocess
import sys
import threading
import webbrowser

from workshop.base.problems import Problem, from_os_error, from_output
from workshop.base.processes import group, lines
from workshop.base.steps import ROOT, STEPS
from workshop.room import lan
from workshop.room.guests import MOST
from workshop.serve import codespace, ports
from workshop.serve.server import LOOPBACK, environment
from workshop.setup.environment import as_typed, damaged
from workshop.setup.pip_output import tail

DATA = ROOT / ".workshop"
TITLES = {1: "a page that talks HTTP", 2: "the same page over a WebSocket", 3: "the finished chat"}
PORT = 8000
GUESTS = 30


class Served(Exception):
    """Somebody ended a server that ran."""


def add_arguments(parser):
    """Describe the command's options to the ``argparse`` parser."""
    parser.description = "Serve a step on this machine, with a database of its own in .workshop."
    parser.epilog = "Stop it with Ctrl+C. The step's folder may be edited while it runs."
    steps = ", ".join(f"{step}: {title}" for step, title in TITLES.items())
    parser.add_argument(
        "step", nargs="?", type=int, choices=STEPS, default=3, help=f"{steps} (default: 3)"
    )
    parser.add_argument(
        "--port", type=_port, default=PORT, help=f"1 to {ports.LAST} (default: {PORT})"
    )
    parser.add_argument("--no-browser", action="store_true", help="open no browser")
    room = parser.add_argument_group("for a room full of people")
    room.add_argument(
        "--lan", action="store_true", help="serve step 3 to this network, with guest accounts"
    )
    room.add_argument(
        "--people", type=_people, help=f"how many guests, 1 to {MOST} (default: {GUESTS})"
    )
    room.add_argument(
        "--guests", metavar="FILE", help="a sheet that stays: written when absent, used when there"
    )
    room.add_argument("--address", help="which of this machine's addresses (default: found)")


def _port(text):
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= ports.LAST):
        raise argparse.ArgumentTypeError(f"{text} is not a port: choose 1 to {ports.LAST}")
    return int(text)


def _quoted(value):
    return f'"{value}"' if " " in str(value) else value


def _people(text):
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= MOST):
        raise argparse.ArgumentTypeError(f"choose 1 to {MOST} people")
    return int(text)


def demo_environment():
    """Return the environment of a process that runs a step and leaves its folder as it is."""
    extra = {
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "DJANGO_SETTINGS_MODULE": "workshop.serve.demo_settings",
    }
    if "REDIS_URL" in os.environ:
        # Who runs the chat on two ports wants the two to share a Redis.
        extra["REDIS_URL"] = os.environ["REDIS_URL"]
    return environment(**extra)


def prepare_demo(step):
    """Migrate the step's database in .workshop and create ada, grace and alan in it.

    Raises ``Problem`` when that fails.
    """
    try:
        DATA.mkdir(exist_ok=True)
    except OSError as error:
        raise from_os_error(error, DATA) from None
    command = [sys.executable, "-m", "workshop.serve.prepare"]
    with group(
        command,
        cwd=STEPS[step],
        env=demo_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        output = "".join(lines(process))
        code = process.wait()
    if code:
        database = DATA / f"{STEPS[step].name}.sqlite3"
        raise (
            damaged(output)
            or from_output(output, DATA)
            or Problem(
                f"The database of step {step} could not be prepared:\n    {database}\n"
                f"{tail(output)}\nDelete that file, then call the command again."
            )
        )


def choose_port(port, retry, host=LOOPBACK):
    """Return the port, or on a terminal the next free one that the person agrees to.

    ``retry(port)`` is the command line that asks for another port. Raises ``Problem`` when
    the port is taken and nobody agrees.
    """
    refusal = ports.refusal(port, host)
    if isinstance(refusal, PermissionError):
        why = f"This system does not let you use port {port}."
    elif refusal or ports.listening(port):
        why = f"Port {port} is taken. It is used by {ports.describe(port)}."
    else:
        return port
    other = ports.next_free(port if port >= 1024 else PORT - 1)
    if other is None:
        raise Problem(f"{why}\nNo port above it is free: choose a lower one with --port.")
    if sys.stdin.isatty() and sys.stdout.isatty():
        print(why)
        try:
            answer = input(f"Use port {other} instead? [Y/n] ").strip().lower()
        except EOFError:
            answer = "n"
        if answer in {"", "y", "yes"}:
            return other
        why = f"Port {port} is left as it is."
    raise Problem(f"{why}\nStop that program, or use the next free port:\n    {retry(other)}")


def announce(step, port):
    """Print what is served and where, below what the server said when it started."""
    from workshop.serve.prepare import PASSWORD, PEOPLE

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
        print(f"Each signs in with their own name. Password of all three: {PASSWORD}")
        print("If the browser does not know these names: a private window is another person.")
    print("\nStop with Ctrl+C.\n", flush=True)


def open_browser(url):
    """Open the address in a browser, if this machine has a screen to show one on."""
    screen = sys.platform in {"win32", "darwin"} or any(
        name in os.environ for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )
    if screen:
        # Some browsers keep the caller waiting until they are closed.
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def serve(step, port, when_ready, host=LOOPBACK, env=None, options=()):
    """Run ``runserver`` with its ``options`` until it ends; return its exit code.

    Calls ``when_ready()`` once the server listens. However this is left, the server and its
    reloader are stopped.
    """
    command = [sys.executable, "manage.py", "runserver", f"{host}:{port}", *options]
    with group(command, cwd=STEPS[step], env=env or demo_environment()) as process:
        ready = False
        while process.poll() is None:
            if not ready and ports.answers(host, port):
                ready = True
                when_ready()
            try:
                process.wait(0.5 if ready else 0.1)
            except subprocess.TimeoutExpired:
                continue
            except KeyboardInterrupt:
                # Daphne lets connections end first, which takes up to five seconds.
                print("\nStopping ...", flush=True)
                raise Served from None
        return process.returncode


def serve_room(options, retry):
    """Serve step 3 to the people in the room; return the server's exit code."""
    if options.step != lan.STEP:
        raise Problem(f"Only step {lan.STEP} is for a room: leave the number out.")
    address = lan.checked(options.address) if options.address else lan.own_address()
    port = choose_port(options.port, retry, address)
    with lan.Room(address, port, options.people or GUESTS, options.guests) as room:
        room.announce()

        def when_ready():
            if not options.no_browser:
                open_browser(room.url)

        # Without DEBUG, only "--insecure" makes runserver serve the static files.
        words = ("--insecure", "--noreload")
        return serve(lan.STEP, port, when_ready, address, room.environment(), words)


def serve_demo(options, retry):
    """Serve a step to this machine alone; return the server's exit code."""
    port = choose_port(options.port, retry)
    print(f"Starting step {options.step} ...\n", flush=True)
    prepare_demo(options.step)

    def when_ready():
        announce(options.step, port)
        if not options.no_browser:
            open_browser(f"http://{LOOPBACK}:{port}/")

    return serve(options.step, port, when_ready)


def main(options):
    """Serve the step; 0 after Ctrl+C, 1 when the server ends by itself."""

    only = {name: getattr(options, name) for name in ("people", "guests", "address")}
    chosen = {f"--{name}": value for name, value in only.items() if value is not None}
    if chosen and not options.lan:
        raise Problem(f"{next(iter(chosen))} is for a room: say --lan as well, or leave it out.")

    def retry(port):
        words = (f" {name} {_quoted(value)}" for name, value in chosen.items())
        room = " --lan" + "".join(words) if options.lan else ""
        browser = " --no-browser" if options.no_browser else ""
        return f"{as_typed()} -m workshop run {options.step} --port {port}{room}{browser}"

    try:
        code = (serve_room if options.lan else serve_demo)(options, retry)
    except Served:
        print("Stopped.")
        return 0
    raise Problem(f"The server ended by itself (exit code {code}). Above is what it said.")
