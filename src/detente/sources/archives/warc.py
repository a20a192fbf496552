"""WARC and ARC: the pages and plain texts of web archives, one document a response.

Plain, or packed with gzip or lz4, a member a record or all in one. What is no page (requests,
revisits, errors, images) is passed over. A document stands at the offset of its record in the
file, which is what tools for web archives ask for (``warcio extract FILE OFFSET``); where a
member holds several records, ``+`` and the offset in what it unpacks to follow.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from detente.records import Reject
from detente.sources.archives.caps import Budget, Flaw
from detente.sources.archives.members import open_members
from detente.sources.archives.records import Record, begins, walk
from detente.sources.archives.responses import Body, read_body
from detente.sources.columns import Columns
from detente.sources.dates import parse_date
from detente.sources.decode import decode
from detente.sources.html import read_page
from detente.sources.rows import Row, refuse

__all__ = ["read_warc"]


def read_warc(stream: io.BufferedReader, source: str, columns: Columns) -> Iterator[Row | Reject]:
    """A row for each page and plain text with status 200; a reject for each broken place.

    The address is the record's, the date the page's own, else that of the record. A file in which
    there is nothing of the kind gives one reject.
    """
    budget = Budget()
    passed = Counter[str]()
    given = False
    for found in walk(open_members(stream, stream.peek(4), budget, begins)):
        body = found if isinstance(found, Flaw) else read_body(found, budget)
        if body is None:
            passed[found.kind if isinstance(found, Record) else ""] += 1
            continue
        given = True
        if isinstance(found, Record) and isinstance(body, Body):
            yield _row(found, body, source)
        elif isinstance(body, Flaw):
            yield refuse(source, body.place, body.code, body.detail)
    if not given:
        kinds = ", ".join(f"{count} {kind or 'nameless'}" for kind, count in passed.items())
        yield refuse(source, None, "empty", f"no page in this archive ({kinds or 'no record'})")


def _row(record: Record, body: Body, source: str) -> Row | Reject:
    if body.page:
        row = read_page(body.data, source, record.place, charset=body.charset, url=record.url)
    else:
        row = (
            record.place,
            {"text": decode(body.data, body.charset), "url": record.url, "outlet": _host(record)},
        )
    if isinstance(row, Reject):
        return row
    place, values = row
    day, captured = parse_date(values.get("date")), parse_date(record.date)
    if day is None or (captured is not None and (day - captured).days > 1):
        day = captured  # no page is younger than its copy, but for a zone of time
    return place, {**values, "date": day}


def _host(record: Record) -> str | None:
    try:
        return (urlsplit(record.url or "").hostname or "").removeprefix("www.") or None
    except ValueError:
        return None
