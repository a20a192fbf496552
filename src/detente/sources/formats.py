"""Formats: which reader takes a file, by its suffix or, for a stream, by how it begins."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from detente.records import Reject
from detente.sources.columns import Columns
from detente.sources.delimited import read_csv, read_tsv
from detente.sources.html import read_html
from detente.sources.jsonl import read_json, read_jsonl
from detente.sources.parquet import read_parquet
from detente.sources.prose import read_markdown, read_text
from detente.sources.rows import Row

__all__ = ["Format", "find_format", "recognise", "suffixes"]


class Reader(Protocol):
    """Reads one open file as rows; what it cannot read are rejects between them."""

    def __call__(
        self, stream: io.BufferedReader, source: str, columns: Columns, /
    ) -> Iterator[Row | Reject]: ...


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write documents; only a table's columns can be mapped by the caller."""

    read: Reader
    suffixes: tuple[str, ...]
    table: bool = False


_TEXT = Format(read_text, (".txt", ".text"))
_HTML = Format(read_html, (".html", ".htm", ".xhtml"))
_JSON = Format(read_json, (".json",), table=True)
_JSONL = Format(read_jsonl, (".jsonl", ".ndjson"), table=True)
_FORMATS = (
    _TEXT,
    Format(read_markdown, (".md", ".markdown")),
    _HTML,
    _JSONL,
    _JSON,
    Format(read_csv, (".csv",), table=True),
    Format(read_tsv, (".tsv", ".tab"), table=True),
    Format(read_parquet, (".parquet",), table=True),
)
_BY_SUFFIX = {suffix: format for format in _FORMATS for suffix in format.suffixes}
_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html)\b", re.I)
_RECORD_LINE = re.compile(rb'\s*\{\s*"[^\n]*\}\s*(?:\n|\Z)')
_RECORDS = re.compile(rb'\s*(?:\[\s*)?\{\s*"')


def suffixes() -> tuple[str, ...]:
    """The suffixes of files that can be read; ``.gz`` may follow any but ``.parquet``."""
    return tuple(_BY_SUFFIX)


def find_format(name: str) -> Format | None:
    """The format of a file called ``name``, or ``None`` for one that is not read."""
    low = name.lower()
    packed = low.endswith(".gz")
    suffix = re.search(r"\.[^./\\]*\Z", low.removesuffix(".gz"))
    found = _BY_SUFFIX.get(suffix[0]) if suffix else None
    return None if packed and suffix and suffix[0] == ".parquet" else found


def recognise(head: bytes) -> Format:
    """The format of a stream that begins with ``head``: JSON, a page, or else plain text."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    if _RECORD_LINE.match(head):
        return _JSONL
    if _RECORDS.match(head):
        return _JSON
    return _HTML if _PAGE.match(head) else _TEXT
