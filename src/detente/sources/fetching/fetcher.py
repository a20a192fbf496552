"""The fetcher: one request with its redirects, each checked before anything is connected."""

from __future__ import annotations

import queue
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from ipaddress import ip_address

import httpcore2

from detente.errors import FetchError
from detente.sources.fetching.addresses import Address, Policy, Resolver, resolve
from detente.sources.fetching.bodies import ACCEPTED, read_body
from detente.sources.fetching.connecting import Pinned
from detente.sources.fetching.deadline import Deadline
from detente.sources.fetching.targets import Target, parse_target

__all__ = ["MAX_REDIRECTS", "Fetched", "Fetcher"]

MAX_REDIRECTS = 5
_MAX_BYTES = 16 * 1024 * 1024
_HEADER_BYTES = 256 * 1024  # h11 gives up at 100 KiB of headers; interim answers come on top
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_FOR_GOOD = frozenset((301, 308))


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered: any status but a redirect, with the body unpacked.

    ``url`` is where it was found, ``address`` what was connected to. ``moved`` tells that every
    redirect on the way was for good, so that ``url`` is where to ask from now on. ``headers``
    have their names in lower case, the first of several.
    """

    url: str
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    moved: bool = False

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def unchanged(self) -> bool:
        """Whether the copy that ``etag`` or ``modified`` named is still good."""
        return self.status == 304

    @property
    def etag(self) -> str | None:
        return self.headers.get("etag")

    @property
    def modified(self) -> str | None:
        return self.headers.get("last-modified")


class Fetcher:
    """Fetches http and https addresses of the public network.

    ``allow`` names further networks (``10.0.0.0/8``). ``contact`` goes into the User-Agent, so
    that who is asked can tell who asks. ``total_seconds`` is for all of a fetch with redirects
    and names, ``max_bytes`` for a body packed and unpacked. Neither the proxies of the
    environment nor cookies are used.
    """

    def __init__(
        self,
        *,
        contact: str | None = None,
        allow: Iterable[str] = (),
        resolver: Resolver = resolve,
        total_seconds: float = 30.0,
        connect_seconds: float = 10.0,
        max_bytes: int = _MAX_BYTES,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._policy = Policy(allow)
        self._resolver = resolver
        self._total_seconds = total_seconds
        self._connect_seconds = connect_seconds
        self._max_bytes = max_bytes
        self._tls = tls
        self.user_agent = user_agent(contact)

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        modified: str | None = None,
        headers: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
        on_redirect: Callable[[str], None] | None = None,
    ) -> Fetched:
        """Ask for ``url``, following at most five redirects, each checked anew.

        ``etag`` and ``modified`` are of a copy that is held: the answer may be ``unchanged``.
        They and ``headers`` (credentials, say) are sent to the origin of ``url`` alone, and not
        again once a redirect has led elsewhere. A user in an address is not sent. ``on_redirect``
        is told where one leads before it is followed, and stops it by raising. Raises
        ``FetchError`` with a code: before any connection ``url``, ``scheme``, ``port``,
        ``address`` (private and the like), ``name`` (it does not resolve); else ``connection``,
        ``tls``, ``deadline``, ``protocol``, ``too-long``, ``truncated``, ``encoding``,
        ``redirects`` (too many), ``downgrade`` (from https to http). Raises ``ValueError`` for
        headers that cannot be sent.
        """
        deadline = Deadline(url, self._total_seconds)
        own = _own_headers(etag, modified, headers)
        target = first = parse_target(url)
        for_good = True
        for hop in range(MAX_REDIRECTS + 1):
            answer, location = self._ask(target, own, deadline, max_bytes or self._max_bytes)
            if location is None:
                moved = for_good and hop > 0
                return Fetched(*answer, moved=moved)
            for_good = for_good and answer[1] in _FOR_GOOD
            following = parse_target(location, target.url)
            if target.scheme == "https" and following.scheme == "http":
                raise FetchError(url, f"leads from https to {following.url}", code="downgrade")
            if following.origin != first.origin:
                own = {}
            if on_redirect is not None:
                on_redirect(following.url)
            target = following
        raise FetchError(url, f"more than {MAX_REDIRECTS} redirects", code="redirects")

    def _ask(
        self, target: Target, own: Mapping[str, str], deadline: Deadline, max_bytes: int
    ) -> tuple[tuple[str, int, bytes, dict[str, str], str], str | None]:
        """One answer (url, status, body, headers, address), and where it sends us, if it does."""
        backend = Pinned(
            self._addresses(target, deadline),
            deadline,
            connect_seconds=self._connect_seconds,
            max_bytes=2 * max_bytes + _HEADER_BYTES,
        )
        request = self._request(target, own)
        connection = httpcore2.HTTPConnection(
            request.url.origin, ssl_context=self._context(target), network_backend=backend
        )
        try:
            with closing(connection):
                response = connection.handle_request(request)
                with closing(response):
                    status, found = response.status, _headers(response.headers)
                    address = str(backend.connected)
                    location = found.get("location") if status in _REDIRECTS else None
                    if location is not None:
                        return (target.url, status, b"", found, address), location
                    encoding = found.get("content-encoding", "")
                    body = read_body(response.iter_stream(), encoding, max_bytes, target.url)
                    return (target.url, status, body, found, address), None
        except (httpcore2.ProtocolError, httpcore2.NetworkError) as error:
            detail = f"not an answer in HTTP: {error}"
            raise FetchError(target.url, detail, code="protocol") from error

    def _request(self, target: Target, own: Mapping[str, str]) -> httpcore2.Request:
        headers = {
            "Host": target.authority,
            "User-Agent": self.user_agent,
            "Accept": "*/*",
            "Accept-Encoding": ACCEPTED,
            "Connection": "close",
            **own,
        }
        url = httpcore2.URL(
            scheme=target.scheme, host=target.host, port=target.port, target=target.path
        )
        return httpcore2.Request("GET", url, headers=[*headers.items()])

    def _context(self, target: Target) -> ssl.SSLContext | None:
        if target.scheme == "http":
            return None
        if self._tls is None:
            self._tls = httpcore2.default_ssl_context()
        return self._tls

    def _addresses(self, target: Target, deadline: Deadline) -> list[Address]:
        """All addresses of the host, best first; one that is not fit refuses the host."""
        found = [target.address] if target.address is not None else self._resolve(target, deadline)
        for address in found:
            objection = self._policy.objection(address)
            if objection is not None:
                what = str(address) if target.address else f"{target.host} is {address}"
                raise FetchError(deadline.url, f"{what}: {objection}", code="address")
        return found

    def _resolve(self, target: Target, deadline: Deadline) -> list[Address]:
        """Ask the resolver, beside us: it takes no deadline of its own."""
        answers: queue.SimpleQueue[list[Address] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put([ip_address(one) for one in self._resolver(target.host, target.port)])
            except Exception as error:
                answers.put(error)

        threading.Thread(target=ask, name="resolver", daemon=True).start()
        try:
            found = answers.get(timeout=deadline.left())
        except queue.Empty:
            raise deadline.missed() from None
        if isinstance(found, Exception) or not found:
            detail = f"no address for {target.host}: {found or 'none given'}"
            raise FetchError(deadline.url, detail, code="name")
        return found


@cache
def user_agent(contact: str | None = None) -> str:
    """What we call ourselves: ``detente/0.1.0 (+contact)``."""
    own = f"detente/{version('detente')}"
    return f"{own} (+{contact})" if contact else f"{own} (a reader of news)"


def _own_headers(
    etag: str | None, modified: str | None, headers: Mapping[str, str] | None
) -> dict[str, str]:
    own = dict(headers or {})
    if not all(_sendable(name + value) for name, value in own.items()):
        raise ValueError("headers are printable ASCII")
    for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified)):
        if value and _sendable(value):  # a server may have given us anything for one
            own[name] = value
    return own


def _sendable(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(name.decode("latin-1").lower(), value.decode("utf-8", "replace"))
    return found
