"""Formats: which reader takes a file, by its suffix or, for a stream, by how it begins."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from detente.records import Reject
from detente.sources.archives import open_zip, read_warc
from detente.sources.columns import Columns
from detente.sources.delimited import read_csv, read_tsv
from detente.sources.feeds import is_json_feed, read_feed
from detente.sources.html import read_html
from detente.sources.jsonl import read_json, read_jsonl
from detente.sources.parquet import read_parquet
from detente.sources.prose import read_markdown, read_text
from detente.sources.rows import Row

__all__ = ["Container", "Format", "find_format", "recognise", "suffixes"]


class Reader(Protocol):
    """Reads one open file as rows; what it cannot read are rejects between them."""

    def __call__(
        self, stream: io.BufferedReader, source: str, columns: Columns, /
    ) -> Iterator[Row | Reject]: ...


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write documents; only a table's columns can be mapped by the caller.

    ``unpacks`` tells that the reader undoes gzip itself, member by member; ``seeks`` that it goes
    back and forth in the file.
    """

    read: Reader
    suffixes: tuple[str, ...]
    table: bool = False
    unpacks: bool = False
    seeks: bool = False


@dataclass(frozen=True, slots=True)
class Container:
    """A file that holds files: ``open`` gives the name and the stream of each in turn."""

    open: Callable[[BinaryIO, str], Iterator[tuple[str, BinaryIO] | Reject]]
    suffixes: tuple[str, ...]


def _read_json(stream: io.BufferedReader, source: str, columns: Columns) -> Iterator[Row | Reject]:
    """A feed if it says that it is one, else records."""
    reader = read_feed if is_json_feed(stream.peek(4096)) else read_json
    return reader(stream, source, columns)


_TEXT = Format(read_text, (".txt", ".text"))
_HTML = Format(read_html, (".html", ".htm", ".xhtml"))
_JSON = Format(_read_json, (".json",), table=True)
_JSONL = Format(read_jsonl, (".jsonl", ".ndjson"), table=True)
_FEED = Format(read_feed, (".rss", ".atom", ".rdf", ".xml"))
_WARC = Format(read_warc, (".warc", ".arc"), unpacks=True)
_ZIP = Container(open_zip, (".zip",))
_FORMATS: tuple[Format | Container, ...] = (
    _TEXT,
    Format(read_markdown, (".md", ".markdown")),
    _HTML,
    _JSONL,
    _JSON,
    Format(read_csv, (".csv",), table=True),
    Format(read_tsv, (".tsv", ".tab"), table=True),
    Format(read_parquet, (".parquet",), table=True, seeks=True),
    _FEED,
    _WARC,
    _ZIP,
)
_BY_SUFFIX = {suffix: format for format in _FORMATS for suffix in format.suffixes}
_UNPACKED_ONLY = (".parquet", ".zip")  # with .gz they are not read
_ARCHIVE = re.compile(rb"WARC/\d\.\d{1,2}\r?\n|filedesc://[^\r\n]*\r?\n|\x04\x22M\x18")  # or lz4
_PACKED = re.compile(r"(?P<name>.*\.w?arc)\.lz4\Z", re.S)
_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html)\b", re.I)
_XML = re.compile(rb"\s*<(?:\?xml\b|rss\b|rdf:|feed\b)", re.I)
_XML_ROOT = re.compile(rb"<(?:[a-z]+:)?(html|rss|rdf|feed|urlset|sitemapindex)\b", re.I)
_RECORD_LINE = re.compile(rb'\s*\{\s*"[^\n]*\}\s*(?:\n|\Z)')
_RECORDS = re.compile(rb'\s*(?:\[\s*)?\{\s*"')


def suffixes() -> tuple[str, ...]:
    """The suffixes of files that can be read.

    ``.gz`` may follow any but ``.parquet`` and ``.zip``, ``.lz4`` those of web archives.
    """
    return tuple(_BY_SUFFIX)


def find_format(name: str) -> Format | Container | None:
    """The format of a file called ``name``, or ``None`` for one that is not read."""
    low = _PACKED.sub(r"\g<name>", name.lower())
    packed = low.endswith(".gz")
    suffix = re.search(r"\.[^./\\]*\Z", low.removesuffix(".gz"))
    found = _BY_SUFFIX.get(suffix[0]) if suffix else None
    return None if packed and suffix and suffix[0] in _UNPACKED_ONLY else found


def recognise(head: bytes) -> Format | Container:
    """The format of a stream that begins with ``head``: an archive, JSON, a feed, a page, text."""
    if head.startswith(b"PK\x03\x04"):
        return _ZIP
    if _ARCHIVE.match(head):
        return _WARC
    head = head.removeprefix(b"\xef\xbb\xbf")
    if _RECORD_LINE.match(head):
        return _JSONL
    if _RECORDS.match(head):
        return _JSON
    root = _XML_ROOT.search(head) if _XML.match(head) else None
    if root:
        return _HTML if root[1].lower() == b"html" else _FEED
    return _HTML if _PAGE.match(head) else _TEXT
