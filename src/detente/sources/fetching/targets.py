"""Targets: what an address names, read strictly, so that what is checked is what is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urljoin, urlsplit

from detente.errors import FetchError
from detente.sources.fetching.addresses import Address

__all__ = ["Target", "parse_target"]

_MAX_CHARS = 4000
_PORTS = {"http": 80, "https": 443}
_UNPRIVILEGED = 1024
_UNFIT = re.compile(r"[\x00-\x20\x7f\\]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NAME = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)*[a-z0-9_](?:[a-z0-9_-]{0,62})"
)
_NUMBER = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)\Z")
_KEPT_IN_PATH = "%/:=&?~#+!$,;'@()*[]"


@dataclass(frozen=True, slots=True)
class Target:
    """One http address, taken apart; ``address`` where the host is written as one."""

    scheme: str
    host: str
    port: int
    path: str
    address: Address | None = None

    @property
    def authority(self) -> str:
        """Host and port as a ``Host`` header has them."""
        host = f"[{self.host}]" if isinstance(self.address, IPv6Address) else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what credentials and rules of robots hold for."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The address as it is asked for: no user, no fragment."""
        return self.origin + self.path


def parse_target(url: str, base: str | None = None) -> Target:
    """Take an address apart, a relative one against ``base``; user info and fragment go.

    Raises ``FetchError``: code ``scheme`` for anything but http and https, ``address`` for hosts
    that spell an address in an odd way (``127.1``, ``0x7f.1``, ``2130706433``), ``port`` for
    privileged ports other than 80 and 443, which belong to other services, else ``url``.
    """
    written = url.strip(" \t\r\n")
    if len(written) > _MAX_CHARS or _CONTROL.search(written):
        raise FetchError(url[:200], "the address is too long or holds odd characters", code="url")
    try:
        parts = urlsplit(urljoin(base, written) if base else written)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise FetchError(written, f"not an address: {error}", code="url") from error
    if parts.scheme not in _PORTS:
        raise FetchError(written, "only http and https are fetched", code="scheme")
    if not host or _UNFIT.search(parts.netloc):
        raise FetchError(written, "the address names no host that can be asked", code="url")
    name, address = _read_host(written, host, bracketed="[" in parts.netloc)
    path = quote(parts.path or "/", _KEPT_IN_PATH)
    query = f"?{quote(parts.query, _KEPT_IN_PATH)}" if parts.query else ""
    return Target(
        parts.scheme, name, _read_port(written, parts.scheme, port), path + query, address
    )


def _read_port(url: str, scheme: str, port: int | None) -> int:
    if port is None:
        return _PORTS[scheme]
    if port < _UNPRIVILEGED and port not in _PORTS.values():
        raise FetchError(url, f"port {port} belongs to another service", code="port")
    return port


def _read_host(url: str, host: str, *, bracketed: bool) -> tuple[str, Address | None]:
    """The host as DNS or a socket takes it."""
    try:
        if bracketed:
            six = IPv6Address("" if "%" in host else host)
            return str(six), six
        name = host if host.isascii() else _encode(host)
        if not (host.isascii() and _NUMBER.match(name)):
            if _NUMBER.match(name) or not _NAME.fullmatch(name):
                raise ValueError("no host has such a name")
            return name, None
        four = IPv4Address(name)
        return str(four), four
    except ValueError as error:
        raise FetchError(url, f"odd host {host[:80]!r}: {error}", code="address") from error


def _encode(host: str) -> str:
    """A name in other letters as DNS has it; strict, so that no full-width digit becomes one."""
    import idna

    return idna.encode(host).decode("ascii")  # its error is a ValueError
