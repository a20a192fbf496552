"""Fetching: what is refused before a connection, and what ends in time; all on loopback."""

from __future__ import annotations

import itertools
import ssl
import sys
import time
import zlib
from collections.abc import Iterator, Sequence

import trustme
from benchmarks.reliability.measured import Measured, Place, timed
from benchmarks.sites import LOOPBACK, Asked, Site, answer, redirect

from detente.errors import FetchError
from detente.sources.fetching import Fetcher

_ADDRESSES = {
    "private, loopback, link-local, shared, reserved and multicast IPv4": (
        "10.0.0.1 172.16.0.1 192.168.0.1 127.0.0.1 127.255.255.254 169.254.1.1 100.64.0.1 0.0.0.0"
        " 192.0.2.1 198.18.0.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255"
    ),
    "private, loopback, link-local, reserved and multicast IPv6": (
        ":: ::1 fc00::1 fd00::1 fe80::1 fec0::1 ff02::1 100::1 2001:db8::1 3fff::1 4000::1 5f00::1"
    ),
    "cloud metadata": (
        "169.254.169.254 169.254.170.2 100.100.100.200 168.63.129.16 192.0.0.192 fd00:ec2::254"
    ),
    "IPv4 within IPv6: mapped, compatible, NAT64, 6to4, Teredo, ISATAP": (
        "::ffff:10.0.0.1 ::ffff:8.8.8.8 ::10.0.0.1 ::8.8.8.8 64:ff9b::a00:1 64:ff9b::808:808"
        " 64:ff9b:1::a00:1 2002:a00:1:: 2001:0:a00:1:: 2001:470::5efe:a00:1"
    ),
}
_SPELLINGS = (
    "2130706433 0x7f000001 0x7f.0.0.1 0177.0.0.1 017700000001 127.1 127.0.1 127.0.0.1. 127.0.0.01"
    " %31%32%37.0.0.1 127%2e0.0.1 １２７.0.0.1 127。0。0。1 ①②⑦.0.0.1 [::1%25lo] news.example."
).split()
_SCHEMES = (
    "file:///etc/passwd ftp://a.example/ gopher://a.example/ data:,x javascript:x //a.example/"
).split()
_BODY = b"x" * 1000
_CAP = 1_000_000


def measure(place: Place) -> Iterator[Measured]:
    yield from _refusals()
    with Site({"/": answer(_BODY)}) as site:
        yield _rebinding(site)
        yield from _redirects(site)
        yield from _limits(site)
    yield from _over_tls()


def _fetcher(**more: object) -> Fetcher:
    options: dict[str, object] = {
        "allow": LOOPBACK, "resolver": lambda host, port: ["127.0.0.1"], "total_seconds": 5.0,
    }  # fmt: skip
    return Fetcher(**{**options, **more})  # type: ignore[arg-type]


def _code(url: str, own: Fetcher) -> str:
    try:
        own.get(url)
    except FetchError as error:
        return error.code
    return "fetched"


_CONNECTS: list[object] = []


def _note_connect(event: str, details: tuple[object, ...]) -> None:
    if event == "socket.connect":
        _CONNECTS.append(details)


def _refusals() -> Iterator[Measured]:
    sys.addaudithook(_note_connect)
    asked = "refused, nobody connected"
    for what, written in _ADDRESSES.items():
        addresses = written.split()
        began = len(_CONNECTS)
        refused = sum(map(_refuse_address, addresses))
        connects = len(_CONNECTS) - began
        held = refused == 2 * len(addresses) and not connects
        found = f"{refused} of {2 * len(addresses)} refused, {connects} calls of connect"
        yield Measured(f"{what}: {len(addresses)}, written and by name", asked, found, held)
    with Site() as site:
        bad = [_code(f"http://{host}:{site.port}/", _fetcher()) for host in _SPELLINGS]
        refused = sum(code in ("address", "url") for code in bad)
        found = f"{refused} of {len(bad)} refused, {site.connections} connections"
        held = refused == len(bad) and not site.connections
        yield Measured("hosts in decimal, octal, hex, short and odd signs", asked, found, held)
    codes = [_code(url, _fetcher()) for url in _SCHEMES]
    held = set(codes) == {"scheme"}
    found = f"{codes.count('scheme')} of {len(codes)} refused"
    yield Measured("`file:`, `ftp:`, `gopher:`, `data:`, `javascript:`", "refused", found, held)


def _refuse_address(address: str) -> int:
    """How often an address is refused: as it is written, and as what a name resolves to."""
    own = Fetcher(resolver=lambda host, port: [address], total_seconds=5)
    written = f"[{address}]" if ":" in address else address
    urls = (f"http://{written}/", "http://news.example/")
    return sum(_code(url, own) == "address" for url in urls)


def _rebinding(site: Site) -> Measured:
    given = iter((["127.0.0.1"], *itertools.repeat(["10.0.0.1"], 9)))
    calls: list[str] = []

    def resolver(host: str, port: int) -> Sequence[str]:
        calls.append(host)
        return next(given)

    got = _fetcher(resolver=resolver).get(site.url())
    mixed = _code(site.url(), _fetcher(resolver=lambda host, port: ["127.0.0.1", "10.0.0.1"]))
    held = got.address == "127.0.0.1" and len(calls) == 1 and mixed == "address"
    found = f"{len(calls)} question, connected to the checked {got.address}; mixed: {mixed}"
    return Measured(
        "a name that changes its address after the check; one with a bad address among others",
        "the checked address is the connected one; refused", found, held,
    )  # fmt: skip


def _redirects(site: Site) -> Iterator[Measured]:
    for step in range(1, 8):
        site.answers[f"/{step}"] = redirect(f"/{step - 1}" if step > 1 else "/")
    five, six = _code(site.url("/5"), _fetcher()), _code(site.url("/6"), _fetcher())
    held = (five, six) == ("fetched", "redirects")
    yield Measured("5 and 6 redirects", "followed; given up", f"{five}; {six}", held)
    away = (
        "http://10.0.0.1/ http://169.254.169.254/ http://[::ffff:a00:1]/ http://2130706433/"
        " file:///etc/passwd http://other.example:25/"
    ).split()
    codes = []
    for location in away:
        site.answers["/away"] = redirect(location)
        codes.append(_code(site.url("/away"), _fetcher()))
    refused = sum(code in ("address", "scheme", "port") for code in codes)
    yield Measured("redirects to what would be refused", "every one rechecked",
                   f"{refused} of {len(away)} refused", refused == len(away))  # fmt: skip
    site.answers["/away"] = redirect(site.url("/", host="other.example"))
    site.asked.clear()
    secrets = {"Authorization": "Bearer x", "Cookie": "c=1"}
    _fetcher().get(
        site.url("/away", host="user:password@news.example"), headers=secrets, etag='"1"'
    )
    sent = [
        sorted({"authorization", "cookie", "if-none-match"} & set(a.headers)) for a in site.asked
    ]
    counts = [len(names) for names in sent]
    found = f"sent {counts[0]}, then {counts[1]}"
    what = "credentials and marks, redirected to another origin"
    yield Measured(what, "dropped", found, counts == [3, 0])


def _drip(asked: Asked) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n\r\n"
    while True:
        time.sleep(0.05)
        yield b"x"


def _drip_head(asked: Asked) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nX: "
    while True:
        time.sleep(0.05)
        yield b"x"


def _endless(asked: Asked) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n\r\n"
    while True:
        yield b"x" * 65536


def _headers(asked: Asked) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X-A: " + b"y" * 60_000 + b"\r\n"


def _limits(site: Site) -> Iterator[Measured]:
    site.answers |= {
        "/drip": _drip, "/head": _drip_head, "/endless": _endless, "/headers": _headers,
        "/bomb": answer(_bomb(), Content_Encoding="gzip"),
    }  # fmt: skip
    for what, path in (("of a body", "/drip"), ("of headers", "/head")):
        with timed() as clock:
            code = _code(site.url(path), _fetcher(total_seconds=2.0))
        held = code == "deadline" and clock.seconds < 2.5
        yield Measured(f"a slow drip {what}, a byte every 50 ms", "ends at its 2 s in all",
                       f"{code} after {clock.seconds:.2f} s", held)  # fmt: skip
    for what, path, codes in (
        ("a body without end", "/endless", ("too-long",)),
        ("headers without end", "/headers", ("protocol", "too-long")),
        ("a gzip of 1 MB that holds 1 GiB", "/bomb", ("too-long",)),
    ):
        with timed() as clock:
            code = _code(site.url(path), _fetcher(max_bytes=_CAP))
        held = code in codes and clock.grown_mb < 50
        found = f"{code} after {clock.seconds:.2f} s, {clock.grown_mb:.0f} MB more"
        yield Measured(what, "stopped at the cap of 1 MB", found, held)


def _bomb() -> bytes:
    """1 GiB of zeros, packed piece by piece so that this process stays small."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(1024)) + packer.flush()


def _over_tls() -> Iterator[Measured]:
    authority = trustme.CA()
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("news.example").configure_cert(serving)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with Site({"/": answer(_BODY)}, tls=serving) as site, Site() as plain:
        own = _fetcher(tls=trusting)
        codes = [_code(site.url(host=host), own) for host in ("news.example", "other.example")]
        codes.append(_code(site.url(), _fetcher()))
        held = codes == ["fetched", "tls", "tls"]
        what = "TLS to a pinned address: right name, wrong name, unknown authority"
        yield Measured(what, "verified against the name", "; ".join(codes), held)
        site.answers["/"] = redirect(plain.url())
        code = _code(site.url(), own)
        yield Measured("a redirect from https to http", "refused before a connection",
                       f"{code}, {plain.connections} connections",
                       code == "downgrade" and not plain.connections)  # fmt: skip
