"""CSV and TSV: a header, then a document a row."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import chain

from detente.errors import SourceError
from detente.records import Reject
from detente.sources.columns import Columns
from detente.sources.decode import lines
from detente.sources.quoted import Fault, quoted_rows
from detente.sources.rows import Row, refuse

__all__ = ["read_csv", "read_tsv"]


def read_csv(stream: io.BufferedReader, source: str, columns: Columns) -> Iterator[Row | Reject]:
    """Rows of a CSV file, parted by what parts its header: comma, semicolon, tab or bar."""
    return _read(stream, source, None)


def read_tsv(stream: io.BufferedReader, source: str, columns: Columns) -> Iterator[Row | Reject]:
    """Rows of a file parted by tabs."""
    return _read(stream, source, "\t")


def _read(stream: io.BufferedReader, source: str, mark: str | None) -> Iterator[Row | Reject]:
    """Rows by the line on which they begin; a malformed one is a reject, and reading goes on."""
    text = lines(stream, source)
    first = next(text, "")
    delimiter = mark or max(",;\t|", key=first.count)
    rows = quoted_rows(chain([first], text), delimiter)
    header = next(rows, (1, []))
    if isinstance(header, Fault):
        raise SourceError(source, f"no header: {header.detail}", code="malformed")
    names = [name.strip() for name in header[1]]
    for row in rows:
        if isinstance(row, Fault):
            span = f"lines {row.first} to {row.last}: " if row.last > row.first else ""
            yield refuse(source, row.first, "malformed", f"{span}{row.detail}")
            continue
        place, fields = row
        if len(fields) == len(names):
            yield place, dict(zip(names, fields, strict=True))
        elif fields:
            detail = f"{len(fields)} columns where the header has {len(names)}"
            yield refuse(source, place, "malformed", detail)
