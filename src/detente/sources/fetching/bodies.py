"""Bodies: what a server sends, unpacked, never more of it than is asked for."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from detente.errors import FetchError

__all__ = ["ACCEPTED", "read_body"]

ACCEPTED = "gzip"
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_PACKED = ("gzip", "x-gzip", "deflate")


def read_body(chunks: Iterable[bytes], encoding: str, max_bytes: int, url: str) -> bytes:
    """The body out of its chunks, unpacked by its ``Content-Encoding``.

    Raises ``FetchError``: ``too-long`` past ``max_bytes`` of it, packed or not, ``truncated`` and
    ``encoding`` for what cannot be unpacked.
    """
    name = encoding.strip().lower()
    if name in _PACKED:
        chunks = _unpack(chunks, max_bytes, url)
    elif name not in ("", "identity"):
        raise FetchError(url, f"packed as {name[:40]!r}, which was not asked for", code="encoding")
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > max_bytes:
            raise FetchError(url, f"longer than {max_bytes:,} bytes", code="too-long")
    return bytes(body)


def _unpack(chunks: Iterable[bytes], max_bytes: int, url: str) -> Iterator[bytes]:
    """Unpacked pieces of at most ``max_bytes`` + 1, so that a bomb cannot go off in one."""
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    begun = False
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                if unpacker.eof:  # another member may follow
                    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
                begun = True
                yield unpacker.decompress(rest, max_bytes + 1)
                rest = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    except zlib.error as error:
        raise FetchError(url, f"cannot be unpacked: {error}", code="encoding") from error
    if begun and not unpacker.eof:
        raise FetchError(url, "the packed body ends too early", code="truncated")
