"""Which addresses may be called on somebody's word: none inside, and always the very one that was checked."""

import ipaddress
import socket
from typing import Any

import httpx

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
# IPv4 within IPv6, as gateways write it; and as it was once written.
TRANSLATED = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
TRANSLATED_INSIDE = ipaddress.IPv6Network("64:ff9b:1::/48")


class AddressRefused(Exception):
    pass


def public_address(host: str, port: int, *, allow_private: bool = False) -> str:
    """The address to call; the name is asked for once. Raises AddressRefused if any that it has is inside. What only
    the next cable reaches (where clouds keep their machines' secrets) is refused even if private ones are allowed."""
    found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    is_fine = is_outside if not allow_private else is_no_link
    if not found or not all(is_fine(_bare(address)) for address in found):
        raise AddressRefused(host)
    return min(found, key=lambda address: ":" in address)


def pinned(url: httpx.URL, address: str) -> dict[str, Any]:
    """How httpx is told to call this address in the name's stead: asked again, the name could lead elsewhere. A
    certificate is still checked against the name."""
    return {
        "url": url.copy_with(host=address, fragment=None),
        "headers": {"Host": url.netloc.decode("ascii")},
        "extensions": {"sni_hostname": url.raw_host.decode("ascii")},
    }


def port_of(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def is_outside(ip: IPAddress) -> bool:
    return all(one.is_global and not one.is_multicast and not _is_site(one) for one in _meant(ip))


def is_no_link(ip: IPAddress) -> bool:
    return not any(one.is_link_local or one.is_multicast or one.is_unspecified for one in _meant(ip))


def _bare(address: str) -> IPAddress:
    return ipaddress.ip_address(address.partition("%")[0])


def _meant(ip: IPAddress) -> list[IPAddress]:
    """The address, and every IPv4 one that it may be another way of writing."""
    if isinstance(ip, ipaddress.IPv4Address):
        return [ip]
    if ip.ipv4_mapped:
        return [ip.ipv4_mapped]
    teredo = ip.teredo[1] if ip.teredo else None
    low = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if any(ip in network for network in TRANSLATED) else None
    return [ip, *(one for one in (ip.sixtofour, teredo, low) if one)]


def _is_site(ip: IPAddress) -> bool:
    return isinstance(ip, ipaddress.IPv6Address) and (ip.is_site_local or ip in TRANSLATED_INSIDE)
