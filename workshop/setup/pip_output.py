"""What pip's output means for people: the network, a certificate, the registry, a bag."""

import platform
import re
import sys

from workshop.base.problems import Problem, from_output, tail

# In a bag's folder of wheels, for people: which machines they are for, a line each.
HOLDS = "holds.txt"
NETWORK_WORDS = (
    "NewConnectionError",
    "ConnectTimeout",
    "ReadTimeout",
    "Read timed out",
    "connection broken by",
    "Temporary failure in name resolution",
    "Could not fetch URL",
    "ProxyError",
    "SSLError",
)
CERTIFICATE_WORDS = ("CERTIFICATE_VERIFY_FAILED", "confirming the ssl certificate")
# What pip says of an index page is not more than that nothing stands there, whatever the status.
REFUSED = r"HTTP error \d{3}|\d{3} (Client|Server) Error|\(from versions: none\)"


def held(wheels):
    """Return which machines a bag's folder ``wheels`` is for, lines of text, or ""."""
    file = wheels / HOLDS
    return file.read_text(encoding="utf-8").strip() if file.is_file() else ""


def explain(output, venv, wheels):
    """Return the Problem that pip's output names."""
    if held(wheels) and "No matching distribution found" in output:
        version = "{}.{}".format(*sys.version_info)
        return Problem(
            f"This bag has no packages for Python {version} on this machine, {platform.platform()}."
            f"\n{tail(output)}\nIt holds them for:\n"
            + "".join(f"    {line}\n" for line in held(wheels).splitlines())
            + "Use one of these, or, with a network, move this folder away and call the same "
            f"command again:\n    {wheels}"
        )
    if any(words in output for words in CERTIFICATE_WORDS):
        return Problem(
            "The package registry's certificate is not trusted here, so nothing could be "
            f"installed.\n{tail(output)}\n"
            "Look whether this machine's clock is right. If a company or a school reads this "
            "traffic, ask it for its certificate and set PIP_CERT to that file. Then call the "
            "command again."
        )
    # Before what the system says: a network may be "denied", too.
    if any(words in output for words in NETWORK_WORDS):
        return from_output(output, venv, closed=False) or Problem(
            "The package registry cannot be reached, so nothing could be installed.\n"
            f"{tail(output)}\n"
            "Check the network (a proxy? a sign-in page of the Wi-Fi?), then call the same "
            "command again: what was downloaded is kept."
        )
    known = from_output(output, venv)
    if known:
        return known
    if re.search(REFUSED, output):
        return Problem(
            "The package registry answered, but did not give what is asked for.\n"
            f"{tail(output)}\n"
            "It may refuse this network (HTTP 403), be out of order (HTTP 502), or be a mirror "
            "that lacks a package. Call the same command again in a few minutes, or from another "
            "network."
        )
    return Problem(
        f"pip could not install the packages:\n{tail(output)}\n"
        "If you cannot solve that, delete this folder and call the command again:\n"
        f"    {venv}"
    )
