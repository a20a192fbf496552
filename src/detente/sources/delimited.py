"""CSV and TSV: a header, then a document a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import chain

from detente.errors import SourceError
from detente.records import Reject
from detente.sources.columns import Columns
from detente.sources.decode import MAX_CHARS, lines
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
    csv.field_size_limit(max(csv.field_size_limit(), MAX_CHARS))  # else articles end at 131,072
    text = lines(stream, source)
    first = next(text, "")
    delimiter = mark or max(",;\t|", key=first.count)
    rows = csv.reader(chain([first], text), delimiter=delimiter, strict=True)
    try:
        names = [name.strip() for name in next(rows, [])]
    except csv.Error as error:
        raise SourceError(source, f"no header: {error}", code="malformed") from error
    while True:
        place = rows.line_num + 1
        try:
            fields = next(rows, None)
        except csv.Error as error:
            span = f"lines {place} to {rows.line_num}: " if rows.line_num > place else ""
            yield refuse(source, place, "malformed", f"{span}{error}")
            continue
        if fields is None:
            return
        if len(fields) == len(names):
            yield place, dict(zip(names, fields, strict=True))
        elif fields:
            detail = f"{len(fields)} columns where the header has {len(names)}"
            yield refuse(source, place, "malformed", detail)
