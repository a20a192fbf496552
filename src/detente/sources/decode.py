"""Decoding: bytes of a file to the text that every span will point into.

What a byte order mark says, else what ``charsets`` makes of it: UTF-8, UTF-16, or the encoding of
another script, as cp1251. Bytes that are no UTF-8 are read as cp1252 one by one, and nothing else
changes: not line ends, not NUL. What no encoding knows, and lone surrogates, which no database
stores, become U+FFFD, one for one.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, cast

from detente.errors import SourceError
from detente.sources.charsets import guess_charset

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = [
    "MAX_CHARS",
    "decode",
    "lines",
    "open_bytes",
    "open_text",
    "read_bytes",
    "storable",
    "unpack_head",
]

MAX_CHARS = 64 * 1024 * 1024
"""Longest document, line or item that is read: a small gzip can hold a whole disk of zeros."""

FREE_BYTES = 64 * 1024 * 1024
"""What a packed file may unpack to however small it is."""

RATIO = 100
"""How many bytes more may come of each byte of it; tables that are packed give 5 to 30."""

_GZIP = b"\x1f\x8b"
_BUFFER_BYTES = 1 << 17
_PIECE_BYTES = 1 << 10
_FALLBACK = "detente-cp1252"
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENCODED_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.encoding.startswith("utf-8") or error.encoding == "utf8":
        if _ENCODED_SURROGATE.match(error.object, error.start):
            return "\ufffd", error.start + 3
        return error.object[error.start : error.end].decode("cp1252", "replace"), error.end
    return "\ufffd", error.end


codecs.register_error(_FALLBACK, _as_cp1252)


def storable(text: str) -> str:
    """``text`` with each lone surrogate replaced by U+FFFD; offsets stay as they are."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def _encoding(head: bytes, declared: str | None = None) -> str:
    marked = next((name for bom, name in _BOMS if head.startswith(bom)), None)
    return marked or guess_charset(head, declared)


def decode(data: bytes, declared: str | None = None) -> str:
    """All of ``data`` as text, in the encoding that it ``declared`` if bytes do not belie it."""
    return storable(data.decode(_encoding(data, declared), _FALLBACK))


@contextmanager
def open_bytes(stream: BinaryIO, *, unpack: bool = True) -> Iterator[io.BufferedReader]:
    """``stream``, unpacked if it begins as gzip does, ready to be peeked into; not closed."""
    own = not isinstance(stream, io.BufferedReader)
    buffered = _buffered(stream) if own else cast(io.BufferedReader, stream)
    try:
        packed = unpack and buffered.peek(2)[:2] == _GZIP
        yield _buffered(_Unpacked(buffered)) if packed else buffered
    finally:
        if own:
            buffered.detach()


class _Packed:
    """The bytes that unpacking reads, counted."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self.stream = stream
        self.read_bytes = 0

    def read(self, size: int = -1) -> bytes:
        """Few at a time: what a damaged piece unpacks to is lost as a whole."""
        data = self.stream.read(min(size, _PIECE_BYTES))
        self.read_bytes += len(data)
        return data


class _Unpacked(io.RawIOBase):
    """What a gzip file unpacks to; raises ``SourceError`` once that is out of all proportion."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._packed = _Packed(stream)
        self._unpacking = gzip.GzipFile(fileobj=cast(BinaryIO, self._packed))
        self._given_bytes = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        room = memoryview(buffer)
        try:
            data = self._unpacking.read1(len(room))
        except zlib.error as error:
            raise gzip.BadGzipFile(str(error)) from error
        room[: len(data)] = data
        self._given_bytes += len(data)
        if self._given_bytes > FREE_BYTES + RATIO * self._packed.read_bytes:
            detail = f"unpacks to more than {FREE_BYTES >> 20} MiB and {RATIO} times its size"
            source = str(getattr(self._packed.stream, "name", "-"))
            raise SourceError(source, detail, code="too-long")
        return len(data)


def unpack_head(head: bytes) -> bytes:
    """What a file that begins with ``head`` begins with when it is unpacked."""
    if not head.startswith(_GZIP):
        return head
    try:
        return zlib.decompressobj(31).decompress(head, len(head))
    except zlib.error:
        return b""


def _buffered(stream: object) -> io.BufferedReader:
    return io.BufferedReader(cast(io.RawIOBase, stream), _BUFFER_BYTES)


@contextmanager
def open_text(stream: io.BufferedReader) -> Iterator[io.TextIOWrapper]:
    """``stream`` as text, decoded while it is read; only ``\\n`` ends a line; not closed."""
    encoding = _encoding(stream.peek(4))
    text = io.TextIOWrapper(stream, encoding, _FALLBACK, newline="\n")
    try:
        yield text
    finally:
        text.detach()


def read_bytes(stream: io.BufferedReader, source: str, max_bytes: int = MAX_CHARS) -> bytes:
    """The whole of a document; raises ``SourceError`` past ``max_bytes``."""
    data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise SourceError(source, f"longer than {max_bytes:,} bytes", code="too-long")
    return data


def lines(stream: io.BufferedReader, source: str) -> Iterator[str]:
    """Lines with their ends; raises ``SourceError`` where one is longer than ``MAX_CHARS``."""
    with open_text(stream) as text:
        for line in iter(partial(text.readline, MAX_CHARS), ""):
            if len(line) == MAX_CHARS and not line.endswith("\n"):
                detail = f"a line of more than {MAX_CHARS:,} characters"
                raise SourceError(source, detail, code="too-long")
            yield line
