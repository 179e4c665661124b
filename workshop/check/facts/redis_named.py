"""Each Redis that a project's settings name, and whether something answers there."""

import re
import socket

REDIS_SECONDS = 1.5
REDIS_PORT = 6379


def redis_servers():
    """Return each Redis that the channel layers name: its address without a password, the error."""
    from django.conf import settings

    found = []
    for layer in (getattr(settings, "CHANNEL_LAYERS", None) or {}).values():
        if "redis" not in str(layer.get("BACKEND", "")).lower():
            continue
        hosts = (layer.get("CONFIG") or {}).get("hosts") or [("localhost", REDIS_PORT)]
        for host in [hosts] if isinstance(hosts, str) else hosts:
            place = _place(host)
            if place:
                found.append({"host": place[0], "port": place[1], "error": _answer(*place)})
    return found


def _place(host):
    """Return name and port of one entry of ``hosts``, or None for what is no address."""
    if isinstance(host, dict):
        if host.get("host"):
            return str(host["host"]), int(host.get("port", REDIS_PORT))
        host = host.get("address", "")
    if isinstance(host, (tuple, list)) and len(host) == 2:
        return str(host[0]), int(host[1])
    url = re.fullmatch(
        r"rediss?://(?:[^@/]*@)?(\[[^\]]+\]|[^:/?]+)(?::(\d+))?(?:[/?].*)?", str(host)
    )
    return (url[1].strip("[]"), int(url[2] or REDIS_PORT)) if url else None


def _answer(host, port):
    """Return why nothing answers there, or None."""
    try:
        with socket.create_connection((host, port), timeout=REDIS_SECONDS) as talk:
            talk.sendall(b"PING\r\n")
            return None if talk.recv(64) else "it closed the connection"
    except socket.gaierror:
        return "no machine of that name is known here"
    except TimeoutError:
        return "no answer came"
    except OSError as error:
        return (error.strerror or str(error)).lower()
