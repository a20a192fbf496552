"""A site on loopback that answers as it is told to, byte by byte, and remembers who asked."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

LOOPBACK = ("127.0.0.0/8", "::1/128")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came: its path with query, and headers by lower-case name."""

    path: str
    headers: dict[str, str] = field(default_factory=dict)


Answer = bytes | Iterable[bytes]
Answering = Callable[[Asked], Answer]


def answer(
    body: bytes | str = b"", status: str = "200 OK", *, packed: bool = False, **headers: str
) -> bytes:
    """A whole answer; ``etag="x"`` becomes ``ETag: x``, an underscore a hyphen."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", *(f"{n.replace('_', '-')}: {v}" for n, v in headers.items())]
    if packed:
        data = gzip.compress(data)
        lines.append("Content-Encoding: gzip")
    lines.append(f"Content-Length: {len(data)}")
    return "\r\n".join((*lines, "", "")).encode() + data


def redirect(location: str, status: str = "302 Found") -> bytes:
    return answer(b"", status, Location=location)


class Site:
    """Serves ``answers`` (path to bytes, pieces of bytes, or what makes them of a request)."""

    def __init__(
        self,
        answers: dict[str, Answer | Answering] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.answers: dict[str, Answer | Answering] = dict(answers or {})
        self.asked: list[Asked] = []
        self.connections = 0
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def url(self, path: str = "/", host: str = "news.example") -> str:
        scheme = "https" if self._tls else "http"
        return f"{scheme}://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [one.path for one in self.asked]

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(caller,), daemon=True).start()

    def _serve(self, caller: socket.socket) -> None:
        with suppress(OSError), caller:
            caller.settimeout(10)
            spoken = self._tls.wrap_socket(caller, server_side=True) if self._tls else caller
            with spoken:
                asked = _read_request(spoken)
                if asked is not None:
                    self.asked.append(asked)
                    for piece in _pieces(self._answer(asked)):
                        if self._ended.is_set():
                            return
                        spoken.sendall(piece)

    def _answer(self, asked: Asked) -> Answer:
        found = self.answers.get(asked.path)
        if found is None:
            return answer(b"nothing here", "404 Not Found")
        return found(asked) if callable(found) else found


def _pieces(found: Answer) -> Iterator[bytes]:
    if isinstance(found, bytes):
        yield found
    else:
        yield from found


def _read_request(caller: socket.socket) -> Asked | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = caller.recv(65536)
        if not piece:
            return None
        data += piece
    first, *lines = data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines if ": " in line)
    return Asked(first.split(" ")[1], {name.lower(): value for name, value in headers.items()})
