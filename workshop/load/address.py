"""Addresses that may be measured: those of this machine, and no other."""

import ipaddress
import re
from urllib.parse import urlsplit

from workshop.base.problems import Problem
from workshop.base.steps import PORT
from workshop.serve.server import LOOPBACK

WITHOUT_SCHEME = re.compile(r"[^/\\]+:\d+(/.*)?")


def is_address(text):
    """Return whether ``text`` is an address, and no folder. Raises ``Problem`` without http:."""
    if "://" not in text and WITHOUT_SCHEME.fullmatch(text):
        raise Problem(f"An address begins with its scheme:\n    http://{text}")
    return "://" in text


def socket_path(address):
    """Return the path of a socket's address, which begins with ws:; None for any other."""
    parts = urlsplit(address)
    return parts.path if parts.scheme == "ws" and parts.path not in ("", "/") else None


def local(address):
    """Return host and port of an address on this machine. Raises ``Problem`` for any other."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or 80
    except ValueError:
        raise Problem(f"{address} is not an address: write http://{LOOPBACK}:{PORT}/") from None
    if host != LOOPBACK and _is_loopback(host):
        raise Problem(
            f"{host} is this machine, but the people of this command come to {LOOPBACK} only.\n"
            f"Let the server listen there, and write:\n    http://{LOOPBACK}:{port}/"
        )
    if host not in (LOOPBACK, "localhost") and not host.endswith(".localhost"):
        raise Problem(
            f"{host or address} may be another machine. "
            "This command sends very much,\n"
            f"so it measures servers at its own loopback address only:\n    http://{LOOPBACK}:{PORT}/\n"
            "For another machine, log in there and call it there."
        )
    if parts.scheme not in ("http", "ws"):
        raise Problem(
            f"{address}: only http: is spoken here. Name the server itself, not the web server "
            f"in front of it:\n    http://{host}:{PORT}/"
        )
    return host, port


def _is_loopback(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
