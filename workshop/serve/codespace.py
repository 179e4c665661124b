"""In a GitHub Codespace the browser is elsewhere: GitHub forwards each port under another name.

It tells the server ``Host: localhost:8000``, while pages and sockets have the forwarded ``Origin``.
"""

import os
import secrets

from workshop.base.steps import PORT

DOMAIN = "app.github.dev"
# Those of .devcontainer/devcontainer.json at which a chat may be.
PORTS = (PORT, PORT + 1)
# Where the settings and the people's passwords of a codespace come from.
KEY, PASSWORD = "WORKSHOP_CODESPACE_KEY", "WORKSHOP_CODESPACE_PASSWORD"


def host(port, variables=os.environ):
    """Return the name under which a port is reached from outside, or None on other machines.

    ``variables`` are those that GitHub documents for a codespace.
    """
    name = variables.get("CODESPACE_NAME")
    domain = variables.get("GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN", DOMAIN)
    return f"{name}-{port}.{domain}" if name else None


def hosts():
    """Return the names of all forwarded ports; an empty list on other machines."""
    return [name for port in PORTS if (name := host(port))]


def own_secrets(folder, variables=os.environ):
    """Return this codespace's own key and password: a dict of variables; empty on other machines.

    A forwarded port can be made public, and the repository's key and password are known to
    everybody. They are made once and kept in a file of ``folder`` that others cannot read.
    """
    if not host(PORTS[0], variables):
        return {}
    file = folder / "codespace-secrets.txt"
    if not file.is_file():
        file.touch(mode=0o600)
        lines = (secrets.token_urlsafe(50), secrets.token_urlsafe(9))
        file.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    key, password = file.read_text(encoding="utf-8").split()
    return {KEY: key, PASSWORD: password}
