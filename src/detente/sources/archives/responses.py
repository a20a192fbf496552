"""Responses: the page or plain text that a record holds, as the server meant it to be read."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from detente.sources.archives.caps import Allowance, Budget, Flaw
from detente.sources.archives.members import Inflater
from detente.sources.archives.records import Record, read_fields, split_head
from detente.sources.html import MAX_PAGE_BYTES

__all__ = ["Body", "read_body"]

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})\b")
_MAX_HEAD_BYTES = 1 << 16
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.I)
_LOOKS_LIKE_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body)\b", re.I)
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_CRAWLERS_OWN = "metadata:"  # wget's log and arguments
_MAX_CODINGS = 3
_PIECE_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Body:
    """A page (or else plain text) and the encoding that the server named for it."""

    data: bytes
    page: bool
    charset: str | None


class _Refused(Exception):
    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def read_body(record: Record, budget: Budget) -> Body | Flaw | None:
    """The page or text in ``record``; ``None`` for anything else, a flaw for a broken one."""
    if record.kind not in ("response", "resource") or (record.url or "").startswith(_CRAWLERS_OWN):
        return None
    try:
        return _read_response(record, budget)
    except _Refused as refused:
        return Flaw(record.place, refused.code, refused.detail)


def _read_response(record: Record, budget: Budget) -> Body | None:
    data, type, fields = record.block, record.type, dict[str, str]()
    status = _STATUS.match(data) if record.kind == "response" else None
    if status:
        if status[1] != b"200":
            return None
        found = split_head(data[:_MAX_HEAD_BYTES])
        if found is None:
            raise _Refused("malformed", "no end of the head of the HTTP response")
        fields, data = read_fields(data[: found[0]]), data[found[1] :]
        type = fields.get("content-type", "")
    elif type.startswith("application/http"):
        if (record.url or "").startswith("http") and data:
            raise _Refused("malformed", "no HTTP response in this record")
        return None
    kind = _kind(type, data, record.url or "")
    if kind is None or not data.strip():
        return None
    if record.length > len(record.block):
        raise _Refused("too-long", f"longer than {MAX_PAGE_BYTES:,} bytes")
    charset = _CHARSET.search(type)
    data = _undo(data, fields, budget)
    return Body(data, kind in _PAGES, charset[1] if charset else None)


def _kind(type: str, data: bytes, url: str) -> str | None:
    """The kind of a page or of plain text; ``None`` for what no document can come of."""
    kind = type.partition(";")[0].strip().lower()
    if kind in _PAGES:
        return kind
    if kind == "text/plain":
        return None if url.partition("?")[0].endswith("/robots.txt") else kind
    return "text/html" if not kind and _LOOKS_LIKE_PAGE.match(data) else None


def _undo(data: bytes, fields: dict[str, str], budget: Budget) -> bytes:
    """The body without its chunks and its packing.

    Crawlers often undo either and keep the header, so a body that is none of it stays as it is.
    """
    if "chunked" in fields.get("transfer-encoding", "").lower():
        data = _join_chunks(data)
    codings = [one.strip().lower() for one in fields.get("content-encoding", "").split(",")]
    codings = [one for one in codings if one not in ("", "identity", "none", "utf-8")]
    if len(codings) > _MAX_CODINGS:
        raise _Refused("too-long", f"packed {len(codings)} times over")
    for coding in reversed(codings):
        data = _unpack(data, coding, budget)
    if len(data) > MAX_PAGE_BYTES:
        raise _Refused("too-long", f"longer than {MAX_PAGE_BYTES:,} bytes")
    return data


def _join_chunks(data: bytes) -> bytes:
    parts: list[bytes] = []
    at = 0
    while chunk := _CHUNK.match(data, at):
        size = int(chunk[1], 16)
        if size == 0:
            return b"".join(parts)
        at = chunk.end() + size
        if at > len(data):
            break
        parts.append(data[chunk.end() : at])
        at += 2 if data.startswith(b"\r\n", at) else 1 if data.startswith(b"\n", at) else 0
    if not parts:
        return data
    raise _Refused("malformed", "wrong chunks in the HTTP response")


def _unpack(data: bytes, coding: str, budget: Budget) -> bytes:
    allowance = Allowance(budget)
    if coding in ("gzip", "x-gzip"):
        return _inflate(data, 31, allowance) if data.startswith(b"\x1f\x8b") else data
    if coding == "deflate":
        if len(data) > 1 and data[0] & 15 == 8 and (data[0] << 8 | data[1]) % 31 == 0:
            return _inflate(data, 15, allowance)
        return data if _LOOKS_LIKE_PAGE.match(data) else _inflate(data, -15, allowance)
    if coding == "br":
        return data if _LOOKS_LIKE_PAGE.match(data) else _unbrotli(data, allowance)
    raise _Refused("unreadable", f"packed as {coding[:40]!r}, which is not undone here")


def _inflate(data: bytes, wbits: int, allowance: Allowance) -> bytes:
    inflater = Inflater(wbits)
    try:
        return _collect(inflater.decompress, lambda: inflater.eof, data, allowance)
    except zlib.error as error:
        raise _Refused("malformed", f"broken body: {error}") from error


def _unbrotli(data: bytes, allowance: Allowance) -> bytes:
    import brotli

    unpacker: Any = brotli.Decompressor()

    def step(data: bytes, most: int) -> bytes:
        found: bytes = unpacker.process(data, output_buffer_limit=most)
        return found

    try:
        return _collect(step, unpacker.is_finished, data, allowance)
    except brotli.error as error:
        raise _Refused("malformed", f"broken body: {error}") from error


def _collect(
    step: Callable[[bytes, int], bytes],
    ended: Callable[[], bool],
    data: bytes,
    allowance: Allowance,
) -> bytes:
    """All that ``step`` makes of ``data``, as far as that is allowed."""
    parts: list[bytes] = []
    size = 0
    while not ended():
        part = step(data, _PIECE_BYTES)
        if not part and not data:
            raise _Refused("truncated", "the body ends before its packing does")
        parts.append(part)
        size += len(part)
        if not allowance.spend(len(data), len(part)) or size > MAX_PAGE_BYTES:
            longer = f"unpacks to more than {MAX_PAGE_BYTES:,} bytes"
            raise _Refused("too-long", longer if size > MAX_PAGE_BYTES else Allowance.excess)
        data = b""
    return b"".join(parts)
