"""The port that a server gets: which are taken, by what, and which one is free."""

import argparse
import contextlib
import http.client
import socket
import sys

from workshop.base.problems import Problem
from workshop.base.steps import PORT, STEPS
from workshop.serve.listener import owner
from workshop.serve.server import LOOPBACK

SECONDS = 2
LAST = 65535
SCRIPT = "/static/chat/transport.js"
# Browsers ask ada.localhost here first; a server here would answer in place of ours.
LOOPBACK_6 = "::1"


def number(text):
    """Return the port that somebody typed, a type for ``argparse``."""
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= LAST):
        raise argparse.ArgumentTypeError(f"{text} is not a port: choose 1 to {LAST}")
    return int(text)


def choose(port, retry, host=LOOPBACK):
    """Return the port, or on a terminal the next free one that the person agrees to.

    ``retry(port)`` is the command line that asks for another port. Raises ``Problem`` when
    the port is taken and nobody agrees.
    """
    refused = refusal(port, host)
    if isinstance(refused, PermissionError):
        why = f"This system does not let you use port {port}."
    elif refused or listening(port):
        why = f"Port {port} is taken. It is used by {describe(port)}."
    else:
        return port
    other = next_free(port if port >= 1024 else PORT - 1)
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
    raise Problem(
        f"{why}\nStop that program{_called(port)}, or use the next free port:\n    {retry(other)}"
    )


def listening(port):
    """Return the loopback address, IPv4 or IPv6, on which something listens, or None."""
    return next((host for host in (LOOPBACK, LOOPBACK_6) if answers(host, port)), None)


def answers(host, port):
    """Return whether something listens at the address ``host``."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), SECONDS):
        return True
    return False


def refusal(port, host=LOOPBACK):
    """Return the ``OSError`` that the system answers to who wants this port, or None."""
    with socket.socket() as probe:
        if sys.platform != "win32":
            # As the servers do: a port that was left a moment ago is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None


def free(port):
    """Return whether a server can have this port."""
    return listening(port) is None and refusal(port) is None


def next_free(port):
    """Return the first free port after ``port``, or None when there is none up to 65535."""
    return next((later for later in range(port + 1, LAST + 1) if free(later)), None)


def describe(port):
    """Return what uses the port, as the rest of a sentence that begins 'It is used by'."""
    address = listening(port)
    if address is None:
        return "something that does not answer"
    status, server = _ask(address, port, "/")[:2]
    if status is None:
        return "something that is not a web server"
    signed = f" (Server: {server})" if server else ""
    step = _step(port)
    if step:
        return f"a project of this course, as far as step {step}{signed}"
    return f"a web server{signed}, which answers HTTP {status}"


def _called(port):
    try:
        process = owner(port)
        return f" ({process.name()}, process {process.pid})" if process else ""
    except Exception:
        # It ended a moment ago, or is not ours to look at: the sentence is complete without it.
        return ""


def script(port):
    """Return the text of the page's script as a server here serves it.

    "" stands for a web server that has none, None for something else or nothing at all.
    """
    address = listening(port)
    status, _, body = _ask(address, port, SCRIPT) if address else (None, "", b"")
    text = body.decode("utf-8", "replace").replace("\r\n", "\n")
    return None if status is None else text if status == 200 else ""


def _step(port):
    """Return the number of the step whose script this server serves, or None."""
    served = script(port)
    for number, folder in STEPS.items():
        if served == (folder / "chat" / SCRIPT[1:]).read_text(encoding="utf-8"):
            return number
    return None


def _ask(address, port, path):
    """GET the path; return (status or None, Server header or "", up to 64 KiB of the body)."""
    connection = http.client.HTTPConnection(address, port, timeout=SECONDS)
    try:
        connection.request("GET", path, headers={"Host": f"{LOOPBACK}:{port}"})
        answer = connection.getresponse()
        server = answer.headers.get("Server", "")[:60].strip()
        return answer.status, server, answer.read(64 * 1024)
    except (OSError, http.client.HTTPException):
        return None, "", b""
    finally:
        connection.close()
