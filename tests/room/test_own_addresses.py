"""Which of several addresses is the room's, and what is said of the others."""

import ipaddress

import pytest

from workshop.room import own_addresses
from workshop.room.own_addresses import Address, best, choice, kind

WIFI = Address("192.168.1.20", "wlan0")
CABLE = Address("10.0.0.7", "eth0")
TUNNEL = Address("10.8.0.2", "tun0", "a VPN")
BOX = Address("172.17.0.1", "docker0", "inside this machine")


def test_the_way_out_is_taken_unless_it_is_a_vpn():
    assert best([WIFI, CABLE], CABLE.ip) == CABLE.ip
    assert best([TUNNEL, BOX, WIFI], TUNNEL.ip) == WIFI.ip
    assert best([BOX, TUNNEL], TUNNEL.ip) == TUNNEL.ip
    assert best([BOX], None) is None
    assert best([], WIFI.ip) == WIFI.ip


@pytest.mark.parametrize(
    ("adapter", "told"),
    [
        ("wlan0", ""), ("en0", ""), ("eth0", ""), ("Intel(R) Wi-Fi 6 AX201 160MHz", ""),
        ("tun0", "a VPN"), ("utun4", "a VPN"), ("WireGuard Tunnel", "a VPN"),
        ("Fortinet SSL VPN Virtual Ethernet Adapter", "a VPN"), ("ppp0", "a VPN"),
        ("docker0", "inside this machine"), ("br-1a2b", "inside this machine"),
        ("Hyper-V Virtual Ethernet Adapter", "inside this machine"),
        ("vEthernet (WSL)", "inside this machine"),
    ],
)  # fmt: skip
def test_an_adapter_is_known_by_its_name(adapter, told):
    assert kind("192.168.1.20", adapter) == told


def test_an_address_that_nobody_gave_is_no_network():
    assert kind("169.254.10.1", "wlan0") == "no network"


def test_several_addresses_are_told_and_one_is_not():
    assert choice([WIFI], WIFI.ip) == ""
    told = choice([WIFI, TUNNEL], WIFI.ip)
    assert "Others: 10.8.0.2 (tun0, a VPN)." in told and "--address" in told


def test_what_is_found_here_are_addresses():
    for one in own_addresses.found():
        assert not ipaddress.IPv4Address(one.ip).is_loopback and one.adapter
