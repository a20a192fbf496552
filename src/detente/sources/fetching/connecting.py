"""Connecting: to the very addresses that were checked, within time and size.

httpcore2 opens every connection through a backend; this one knows no names, only addresses.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

import httpcore2

from detente.errors import FetchError
from detente.sources.fetching.addresses import Address
from detente.sources.fetching.deadline import Deadline

__all__ = ["Pinned"]


class Pinned(httpcore2.NetworkBackend):
    """Connects to the first of ``addresses`` that answers, whatever host it is asked for.

    ``connected`` tells which. Every wait ends at the deadline, and a stream that sends more than
    ``max_bytes`` (of headers, body, chunk marks and all) is given up. Raises ``FetchError``.
    """

    def __init__(
        self,
        addresses: Sequence[Address],
        deadline: Deadline,
        *,
        connect_seconds: float,
        max_bytes: int,
    ) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self._connect_seconds = connect_seconds
        self._max_bytes = max_bytes
        self.connected: Address | None = None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        failure: OSError | None = None
        for address in self._addresses:
            wait = min(self._connect_seconds, self._deadline.left())
            try:
                opened = socket.create_connection((str(address), port), wait)
            except OSError as error:
                failure = error
                continue
            if ip_address(opened.getpeername()[0]) != address:
                opened.close()
                continue
            self.connected = address
            return _Stream(opened, self._deadline, self._max_bytes)
        self._deadline.left()
        detail = f"no connection to {', '.join(map(str, self._addresses))}: {failure}"
        raise FetchError(self._deadline.url, detail, code="connection")


class _Stream(httpcore2.NetworkStream):
    def __init__(self, opened: socket.socket, deadline: Deadline, max_bytes: int) -> None:
        self._socket = opened
        self._deadline = deadline
        self._left = max_bytes

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with _failures(self._deadline):
            self._socket.settimeout(self._deadline.left())
            data = self._socket.recv(max_bytes)
        self._left -= len(data)
        if self._left < 0:
            raise FetchError(self._deadline.url, "it sends too much", code="too-long")
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with _failures(self._deadline):
            self._socket.settimeout(self._deadline.left())
            self._socket.sendall(buffer)

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            with _failures(self._deadline):
                self._socket.settimeout(self._deadline.left())
                wrapped = ssl_context.wrap_socket(self._socket, server_hostname=server_hostname)
        except BaseException:
            self._socket.close()
            raise
        return _Stream(wrapped, self._deadline, self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._socket if info == "socket" else None


@contextmanager
def _failures(deadline: Deadline) -> Iterator[None]:
    """Turns what sockets raise into ``FetchError``."""
    try:
        yield
    except TimeoutError as error:
        raise deadline.missed() from error
    except ssl.SSLError as error:
        raise FetchError(deadline.url, f"TLS: {error}", code="tls") from error
    except OSError as error:
        detail = f"the connection broke: {error}"
        raise FetchError(deadline.url, detail, code="connection") from error
