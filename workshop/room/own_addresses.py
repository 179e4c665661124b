"""This machine's addresses in its networks, and which of them the people in a room may reach."""

import contextlib
import ipaddress
import re
import socket
from typing import NamedTuple

# An address of a documentation network (RFC 5737): nothing is sent, the system only picks a route.
ELSEWHERE = ("192.0.2.1", 9)
# Names of adapters: Linux and macOS have short ones, Windows has words.
VPN = re.compile(
    r"^(tun|tap|utun|wg|ppp|ipsec|zt|tailscale|nordlynx|proton|gpd|cscotun)|"
    r"vpn|wireguard|wintun|tap-windows|tailscale|zerotier|anyconnect|fortinet|pangp|juniper",
    re.IGNORECASE,
)
VIRTUAL = re.compile(
    r"^(docker|br-|veth|virbr|vboxnet|vmnet|bridge|lxc|lxd|podman)|"
    r"virtualbox|vmware|hyper-v|vethernet|wsl",
    re.IGNORECASE,
)


class Address(NamedTuple):
    """An IPv4 address, the adapter that has it, and what it is no room's for: "" or a word."""

    ip: str
    adapter: str
    kind: str = ""

    def __str__(self):
        return f"{self.ip} ({self.adapter}{', ' if self.kind else ''}{self.kind})"


def kind(ip, adapter):
    """Return why an address is not one of a room's network, or ""."""
    if VPN.search(adapter):
        return "a VPN"
    if VIRTUAL.search(adapter):
        return "inside this machine"
    return "no network" if ipaddress.ip_address(ip).is_link_local else ""


def found():
    """Return this machine's IPv4 addresses but for loopback, a list of ``Address``."""
    import psutil

    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    return [
        Address(one.address, name, kind(one.address, name))
        for name, several in psutil.net_if_addrs().items()
        for one in several
        if one.family == socket.AF_INET and name in up
        if not ipaddress.ip_address(one.address).is_loopback
    ]


def on_the_way_out():
    """Return the address that this system would use for other networks, or None."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(ELSEWHERE)
        ip = probe.getsockname()[0]
        return None if ipaddress.ip_address(ip).is_loopback else ip
    return None


def best(addresses, outwards):
    """Return the address (text) for a room, or None: the way out, unless that is a VPN."""
    plain = [one.ip for one in addresses if not one.kind]
    if outwards in plain or not plain:
        return outwards
    return plain[0]


def told(addresses):
    """Return all addresses as the rest of a sentence."""
    return ", ".join(map(str, addresses)) or "none"


def choice(addresses, taken):
    """Return the lines about several addresses, or "" where there is only one to take."""
    others = [one for one in addresses if one.ip != taken]
    if not others:
        return ""
    return (
        f"This machine has several addresses, and {taken} was taken. Others: {told(others)}.\n"
        "If nobody gets the page, stop this and name another one with --address. A VPN may keep\n"
        "the room out, whatever the address: switch it off.\n"
    )
