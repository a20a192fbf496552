"""Addresses: which ones may be connected to; an address in a text must reach nothing private.

Of IPv4 what IANA registers for special purposes is refused, of IPv6 all but global unicast. Forms
of IPv6 that carry an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo, ISATAP) are refused
whole: whoever translates them would reach what is behind them.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

__all__ = ["Address", "Policy", "Resolver", "resolve"]

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolver = Callable[[str, int], Sequence[str]]
"""The addresses of a host (name and port), best first; raises ``OSError`` where it has none."""

_SPECIAL: dict[str, str] = {
    "0.0.0.0/8": "unspecified",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "shared by a carrier's customers",
    "127.0.0.0/8": "loopback",
    "169.254.0.0/16": "link-local",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "reserved",
    "192.0.2.0/24": "for documentation",
    "192.88.99.0/24": "a 6to4 relay",
    "192.168.0.0/16": "private",
    "198.18.0.0/15": "for benchmarks",
    "198.51.100.0/24": "for documentation",
    "203.0.113.0/24": "for documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
    "::/128": "unspecified",
    "::1/128": "loopback",
    "::ffff:0:0/96": "IPv4-mapped",
    "::/96": "IPv4-compatible",
    "64:ff9b::/96": "NAT64",
    "64:ff9b:1::/48": "NAT64",
    "2001::/32": "Teredo",
    "2001::/23": "reserved",
    "2001:db8::/32": "for documentation",
    "2002::/16": "6to4",
    "3fff::/20": "for documentation",
    "fc00::/7": "private",
    "fe80::/10": "link-local",
    "fec0::/10": "site-local",
    "ff00::/8": "multicast",
}
# Where clouds answer with the keys of a machine; one of them is a public address.
_METADATA = frozenset(
    map(
        ip_address,
        (
            "169.254.169.254", "169.254.170.2", "169.254.170.23", "100.100.100.200",
            "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254",
        ),
    )
)  # fmt: skip
_NETWORKS = tuple((ip_network(net), what) for net, what in _SPECIAL.items())
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_EMBEDDING = tuple(map(IPv6Network, ("::/96", "64:ff9b::/96", "64:ff9b:1::/48")))
_ISATAP = (0x00005EFE, 0x02005EFE)


class Policy:
    """Which addresses may be connected to: public ones, and those of the networks ``allow``.

    Addresses of cloud metadata are refused whatever is allowed. Raises ``ValueError`` for what
    is no network.
    """

    def __init__(self, allow: Iterable[str] = ()) -> None:
        self._allowed: tuple[Network, ...] = tuple(map(ip_network, allow))

    def objection(self, address: Address) -> str | None:
        """What is wrong with an address (``loopback``); ``None`` if it may be connected to."""
        if address in _METADATA:
            return "cloud metadata"
        inner = _embedded(address)
        if any(address in network for network in self._allowed):
            return self.objection(inner) if inner is not None else None
        found = next((what for network, what in _NETWORKS if address in network), None)
        if found is None and inner is not None:
            return "ISATAP"
        if found is None and isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
            return "reserved"
        return found


def _embedded(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address carries, if it is of a form that does."""
    if isinstance(address, IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    low = int(address) & 0xFFFFFFFF
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return IPv4Address(low)
    if low > 1 and any(address in network for network in _EMBEDDING):
        return IPv4Address(low)
    return None


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host by the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
