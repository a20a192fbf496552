"""Records of WARC and ARC files: where each begins and ends, and where the file is broken.

No library reads on after a bad place (warcio and FastWARC both stop at the first), and FastWARC
knows no ARC; so the way from record to record is found here. A record counts only if what
follows it shows that its length is right; otherwise reading goes on at the next beginning of a
record, be it within what the wrong length spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detente.sources.archives.caps import HOLD_BYTES, Flaw
from detente.sources.archives.members import Members, Plain
from detente.sources.archives.window import Window

__all__ = ["Record", "begins", "read_fields", "split_head", "walk"]

_MAX_HEAD_BYTES = 1 << 16
_MAX_LINE_BYTES = 1 << 13
_WARC = re.compile(rb"WARC/\d\.\d{1,2}\r?\n[!-9;-~]{1,64}:")
_ARC = re.compile(
    rb"(?P<url>[a-z][a-z0-9+.-]{1,15}:[^\r\n]{0,8000}) (?P<ip>[0-9A-Fa-f.:]{2,45}|-|null)"
    rb" (?P<date>\d{8,20}|-|null) (?P<type>[^ \r\n]{1,200}) (?P<length>-?[^ \r\n]{1,20}) ?\r?\n"
)
_MARKS = (  # each with a beginning that is found fast
    re.compile(rb"WARC/\d\.\d{1,2}\r?\n[!-9;-~]"),
    re.compile(rb"\n(?:https?|ftp|dns|filedesc):[^\r\n]{0,8000} \d\S* \S+ "),
)
_MARK_BYTES = 8300
_BLANK_LINES = (b"\r\n\r\n", b"\n\n", b"\n\r\n")
_WARC_END = re.compile(rb"\r?\n\r?\n")
_ARC_END = re.compile(rb"\r?\n")


@dataclass(frozen=True, slots=True)
class Record:
    """One record: what its head says, and its block, of which only a beginning may be there.

    ``kind`` is the WARC-Type; of ARC, ``response`` or, for its first record, ``warcinfo``.
    """

    place: str
    kind: str
    url: str | None
    date: str | None
    type: str
    length: int
    block: bytes


@dataclass(frozen=True, slots=True)
class _Head:
    kind: str
    url: str | None
    date: str | None
    type: str
    length: int | None
    told: str
    """The length as the head writes it."""
    end: re.Pattern[bytes]
    """What follows the block."""


def begins(data: bytes) -> bool:
    """Whether a record begins with ``data``."""
    return _WARC.match(data) is not None or _ARC.match(data) is not None


def walk(source: Plain | Members) -> Iterator[Record | Flaw]:
    """All records in order, and a flaw for every place where none can be read."""
    window = Window(source.read)
    told: Flaw | None = None
    while True:
        window.forget()
        window.skip_blank()
        if window.peek(1):
            found = _next(window, source)
            yield found
            told = found if isinstance(found, Flaw) else None
            if told and source.budget.wasted:
                yield Flaw(told.place, "too-long", "too much of it is broken; the rest is unread")
                return
        elif source.failure is None:
            return
        else:
            if told is not source.failure:
                yield source.failure
            if not source.resume():
                return


def _next(window: Window, source: Plain | Members) -> Record | Flaw:
    """The record or the flaw at which the window stands; leaves it behind that."""
    place = source.place(window.at)
    head = _read_head(window)
    if isinstance(head, str):
        source.budget.wasted_bytes += _MAX_HEAD_BYTES
        window.read(1)
        found = _scan(window)
        return (None if found else source.failure) or Flaw(place, "malformed", head)
    start, length = window.at, head.length
    if length is None:
        _scan(window)
        if head.kind == "warcinfo":  # of an ARC file, often without a length
            return Record(place, head.kind, head.url, head.date, head.type, 0, b"")
        return Flaw(place, "malformed", f"no length of a record: {head.told[:40]!r}")
    block = window.read(min(length, HOLD_BYTES))
    if length > HOLD_BYTES and _scan(window, start + length):
        return _wrong_length(place, length)
    if window.at == start + length and _ends(window, head.end, source):
        return Record(place, head.kind, head.url, head.date, head.type, length, block)
    ended = window.at < start + length
    source.budget.wasted_bytes += window.at - start
    window.back(start)
    if _scan(window) or not ended:
        return _wrong_length(place, length)
    return source.failure or Flaw(place, "truncated", "the file ends within this record")


def _wrong_length(place: str, length: int) -> Flaw:
    return Flaw(place, "malformed", f"the record is not as long as it says ({length:,} bytes)")


def _scan(window: Window, until: int | None = None) -> bool:
    """Go to the next beginning of a record, or else to ``until`` or the end."""
    while window.find(_MARKS, _MARK_BYTES, until):
        window.skip_blank()
        if begins(window.peek(_MAX_LINE_BYTES)):
            return True
        window.read(1)
    return False


def _ends(window: Window, end: re.Pattern[bytes], source: Plain | Members) -> bool:
    """Whether a record may end where the window stands: there is what must follow, or another."""
    ahead = window.peek(_MAX_LINE_BYTES)
    if end.match(ahead) or begins(ahead.lstrip(b"\r\n")):
        return True
    if ahead.strip(b"\r\n"):
        return False
    return source.failure is None or source.failure.code == "truncated"


def _read_head(window: Window) -> _Head | str:
    """What the head of a record says, or why there is none."""
    line = window.peek(_MAX_LINE_BYTES)
    if _WARC.match(line):
        return _read_warc_head(window)
    if found := _ARC.match(line):
        window.read(found.end())
        return _arc_head(found)
    return "no record begins here"


def _read_warc_head(window: Window) -> _Head | str:
    ahead = window.peek(_MAX_LINE_BYTES)
    found = split_head(ahead) or split_head(ahead := window.peek(_MAX_HEAD_BYTES))
    if found is None:
        return f"no end of the record's head within {_MAX_HEAD_BYTES >> 10} KiB"
    end, start = found
    if _WARC.search(ahead, 8, end):
        return "another record begins within the head of this one"
    window.read(start)
    fields = read_fields(ahead[:end])
    url = fields.get("warc-target-uri", "").removeprefix("<").removesuffix(">")
    told = fields.get("content-length", "")
    return _Head(
        kind=fields.get("warc-type", "").lower(),
        url=url.replace(" ", "%20") or None,
        date=fields.get("warc-date"),
        type=fields.get("content-type", ""),
        length=_length(told),
        told=told,
        end=_WARC_END,
    )


def _arc_head(found: re.Match[bytes]) -> _Head:
    url, date, type, told = (
        found[name].decode("utf-8", "replace") for name in ("url", "date", "type", "length")
    )
    return _Head(
        kind="warcinfo" if url.startswith("filedesc:") else "response",
        url=url.replace(" ", "%20"),
        date=date[:8] if date[:8].isdigit() else None,
        type=type,
        length=_length(told),
        told=told,
        end=_ARC_END,
    )


def _length(told: str) -> int | None:
    return int(told) if told.isascii() and told.isdigit() and len(told) < 16 else None


def split_head(data: bytes) -> tuple[int, int] | None:
    """Where the head of ``data`` ends, and where the rest begins; ``None`` without a blank line."""
    ends = [(at, at + len(blank)) for blank in _BLANK_LINES if (at := data.find(blank)) >= 0]
    return min(ends, default=None)


def read_fields(head: bytes) -> dict[str, str]:
    """The fields ``name: value`` of a head, names in small letters; the first of a name counts."""
    fields: dict[str, str] = {}
    name = ""
    for line in head.decode("utf-8", "replace").split("\n")[1:]:
        if line.startswith((" ", "\t")) and name:  # a value that goes on
            fields[name] = f"{fields[name]} {line.strip()}"
            continue
        name, _, value = line.partition(":")
        name = name.strip().lower()
        fields.setdefault(name, value.strip())
    return fields
