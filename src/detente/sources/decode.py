"""Decoding: bytes of a file to the text that every span will point into.

UTF-8 with or without a byte order mark, UTF-16 and UTF-32 with one. Bytes that are no UTF-8 are
read as cp1252 one by one, and nothing else changes: not line ends, not NUL. What neither
encoding knows, and lone surrogates, which no database stores, become U+FFFD, one for one.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import BinaryIO, cast

from detente.errors import SourceError

__all__ = ["MAX_CHARS", "decode", "lines", "open_bytes", "open_text", "read_bytes", "storable"]

MAX_CHARS = 64 * 1024 * 1024
"""Longest document, line or item that is read: a small gzip can hold a whole disk of zeros."""

_BUFFER_BYTES = 1 << 17
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


def _encoding(head: bytes) -> str:
    return next((name for bom, name in _BOMS if head.startswith(bom)), "utf-8")


def decode(data: bytes, encoding: str | None = None) -> str:
    """All of ``data`` as text, in ``encoding`` (a byte order mark overrides it) or as above."""
    marked = _encoding(data[:4])
    name = marked if marked != "utf-8" or encoding is None else encoding
    return storable(data.decode(name, _FALLBACK))


@contextmanager
def open_bytes(stream: BinaryIO) -> Iterator[io.BufferedReader]:
    """``stream``, unpacked if it begins as gzip does, ready to be peeked into; not closed."""
    own = not isinstance(stream, io.BufferedReader)
    buffered = _buffered(stream) if own else cast(io.BufferedReader, stream)
    try:
        packed = buffered.peek(2)[:2] == b"\x1f\x8b"
        yield _buffered(gzip.GzipFile(fileobj=buffered)) if packed else buffered
    finally:
        if own:
            buffered.detach()


def _buffered(stream: object) -> io.BufferedReader:
    return io.BufferedReader(cast(io.RawIOBase, stream), _BUFFER_BYTES)


@contextmanager
def open_text(stream: io.BufferedReader) -> Iterator[io.TextIOWrapper]:
    """``stream`` as text, decoded while it is read; only ``\\n`` ends a line; not closed."""
    encoding = _encoding(stream.peek(4)[:4])
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
