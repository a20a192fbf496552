"""Members of a zip file that has lost its directory: each found by the head before its bytes."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from detente.sources.archives.caps import HOLD_BYTES, Allowance, Budget
from detente.sources.archives.members import Inflater
from detente.sources.archives.window import Window

__all__ = ["find_members"]

_MARK = re.compile(rb"PK\x03\x04.{4}[\x00\x08]\x00", re.S)  # stored or deflated
_HEAD = struct.Struct("<4x2xHH4xIIIHH")
_PIECE_BYTES = 1 << 16
_UTF8 = 0x800
_SIZE_FOLLOWS = 0x8


def find_members(stream: BinaryIO, budget: Budget) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    """Each member that is whole, up to ``HOLD_BYTES`` long, with what its own head says of it."""
    window = Window(lambda: _read(stream, budget))
    while window.find((_MARK,), _HEAD.size) and not budget.wasted:
        window.forget()
        start = window.at
        found = _read_member(window, budget)
        if found:
            yield found
        else:
            budget.wasted_bytes += window.at - start
            window.back(start)
            window.read(4)


def _read(stream: BinaryIO, budget: Budget) -> bytes:
    piece = stream.read(_PIECE_BYTES)
    budget.read_bytes += len(piece)
    return piece


def _read_member(window: Window, budget: Budget) -> tuple[zipfile.ZipInfo, bytes] | None:
    head = window.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    flags, method, crc, packed, size, name_bytes, extra_bytes = _HEAD.unpack(head)
    name = window.read(name_bytes).decode("utf-8" if flags & _UTF8 else "cp437", "replace")
    window.read(extra_bytes)
    if not name:
        return None
    info = zipfile.ZipInfo(name)
    info.flag_bits, info.compress_type = flags, method
    unsized = bool(flags & _SIZE_FOLLOWS)
    if method == zipfile.ZIP_DEFLATED:
        data = _inflate(window, budget)
    elif method == zipfile.ZIP_STORED and not unsized and packed <= HOLD_BYTES:
        data = window.read(packed)
    else:
        return None
    if data is None or (not unsized and (len(data) != size or zlib.crc32(data) != crc)):
        return None
    return info, data


def _inflate(window: Window, budget: Budget) -> bytes | None:
    """What is packed here, if that is whole and not too much."""
    inflater, allowance = Inflater(-15), Allowance(budget)
    parts: list[bytes] = []
    while allowance.unpacked_bytes <= HOLD_BYTES:
        data = window.read(_PIECE_BYTES) if inflater.needs_input else b""
        if inflater.needs_input and not data:
            break
        try:
            parts.append(inflater.decompress(data, _PIECE_BYTES))
        except zlib.error:
            break
        unused = len(inflater.unused_data)
        if not allowance.spend(len(data) - unused, len(parts[-1])):
            break
        if inflater.eof:
            window.back(window.at - unused)
            return b"".join(parts)
    budget.wasted_bytes += allowance.unpacked_bytes
    return None
