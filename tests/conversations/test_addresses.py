"""What may be called on somebody's word: nothing inside, however it is written."""

import ipaddress
import socket

import httpx
import pytest

from conversations.addresses import AddressRefused, is_no_link, is_outside, pinned, public_address

INSIDE = [
    *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0", "255.255.255.255", "240.0.0.1"),
    *("::1", "::", "fc00::1", "fec0::1", "::ffff:127.0.0.1", "::127.0.0.1", "2002:7f00:1::", "64:ff9b::10.0.0.1"),
    *("64:ff9b:1::1", "2001:0:4136:e378:8000:63bf:80ff:fffe"),
]
LINKS = ["169.254.169.254", "fe80::1", "224.0.0.1", "ff02::1", "::ffff:169.254.169.254", "64:ff9b::169.254.169.254"]


@pytest.mark.parametrize("address", [*INSIDE, *LINKS])
def test_inside(address):
    assert not is_outside(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2600::1", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"])
def test_outside(address):
    assert is_outside(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", LINKS)
def test_links_are_refused_even_where_private_ones_are_allowed(address):
    assert not is_no_link(ipaddress.ip_address(address))
    assert is_no_link(ipaddress.ip_address("10.0.0.1"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "::1", "169.254.169.254"])
def test_names_and_odd_ways_of_writing_lead_to_their_addresses(host):
    with pytest.raises(AddressRefused):
        public_address(host, 80)


def test_one_address_inside_is_enough(monkeypatch):
    found = [(0, 0, 0, "", ("8.8.8.8", 80)), (0, 0, 0, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: found)
    with pytest.raises(AddressRefused):
        public_address("both.example", 80)


def test_a_pinned_call_keeps_the_name_for_the_server_and_its_certificate():
    call = pinned(httpx.URL("https://ajuda.exämple:8443/a?b#c"), "8.8.8.8")
    assert str(call["url"]) == "https://8.8.8.8:8443/a?b"
    assert call["headers"]["Host"] == "ajuda.xn--exmple-cua:8443"
    assert call["extensions"]["sni_hostname"] == "ajuda.xn--exmple-cua"
