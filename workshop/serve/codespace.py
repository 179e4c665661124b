"""In a GitHub Codespace the browser is elsewhere: GitHub forwards each port under another name.

It tells the server ``Host: localhost:8000``, while pages and sockets have the forwarded ``Origin``.
"""

import os

from workshop.base.steps import PORT

DOMAIN = "app.github.dev"
# Those of .devcontainer/devcontainer.json.
PORTS = (PORT, PORT + 1)


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
