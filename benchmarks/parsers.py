"""Parsers: everything that reads bytes of strangers, as one function of bytes each.

A parser reads a file of its kind through the public way, and what comes of it is looked at: no
document may hold what cannot be stored, and every passage of it must lead back to its own words.
"""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from detente.records import Document, Passage, Reject
from detente.sources import read
from detente.sources.eventdata import FORMATS, read_events
from detente.sources.eventdata.layouts import find_layout
from detente.text.amounts import find_amounts
from detente.text.passages import paragraphs, passages
from detente.text.quotes import quotations
from detente.text.time import find_times

SLOWEST_SECONDS = 5.0
"""An input that takes longer is a finding."""
SENTENCES = (
    "Russia on Monday urged NATO to withdraw 2,000 troops from Georgia by 1 May 2009, saying"
    " “talks would resume” in Geneva.\n\nIran’s foreign minister said that $2bn was at stake.\n"
)


@dataclass(frozen=True, slots=True)
class Parser:
    """A parser: ``run`` reads bytes and raises if anything is amiss; ``seeds`` are good inputs."""

    name: str
    run: Callable[[bytes], None]
    seeds: tuple[bytes, ...]


def parsers() -> dict[str, Parser]:
    """Every parser by its name."""
    row = f'{{"id": "1", "text": "{SENTENCES.strip()}", "date": "2009-03-12"}}'.replace("\n", "\\n")
    table = 'id{0}date{0}text\n1{0}2009-03-12{0}"Russia met\nNATO"\n2{0}{0}Iran left.\n'
    page = (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Talks</title><meta property='
        '"article:published_time" content="2009-03-12"></head><body><article><h1>Talks</h1>'
        f"<p>{SENTENCES * 3}</p><ul><li>One</li></ul></article></body></html>"
    )
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>The Paper</title><item><title>'
        f"Talks</title><link>https://a.example/1</link><description>{SENTENCES}</description><pubDate>"
        "Thu, 12 Mar 2009 08:00:00 GMT</pubDate></item></channel></rss>"
    )
    sitemap = (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>'
        "<loc>https://a.example/1</loc><lastmod>2009-03-12</lastmod></url></urlset>"
    )
    front = f"---\ntitle: Talks\ndate: 2009-03-12\ntags:\n  - war\n---\n# Talks\n\n{SENTENCES}"
    known = [
        _file("text", ".txt", front, SENTENCES.encode("utf-16"), "Россия и НАТО".encode("cp1251")),
        _file("markdown", ".md", front),
        _file("html", ".html", page, '<?xml version="1.0"?><html><body><p>a</p></body></html>'),
        _file("jsonl", ".jsonl", row + "\n" + row),
        _file("json", ".json", f"[{row}, {row}]", f'{{"articles": [{row}]}}'),
        _file("csv", ".csv", table.format(","), table.format(";")),
        _file("tsv", ".tsv", table.format("\t")),
        _file("gzip", ".jsonl.gz", gzip.compress(row.encode(), mtime=0)),
        _file("parquet", ".parquet", _parquet()),
        _file("feed", ".rss", feed),
        _file("warc", ".warc", _warc(page)),
        _file("arc", ".arc", _arc(page)),
        _file("zip", ".zip", _zip({"a.html": page, "b.jsonl": row})),
        Parser("sitemap", _read_sitemap, (sitemap.encode(),)),
        *(_events(format) for format in FORMATS),
    ]
    return {parser.name: parser for parser in known}


def _file(name: str, suffix: str, *seeds: str | bytes) -> Parser:
    def run(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, f"a{suffix}").write_bytes(data)
            check(read([folder]))

    return Parser(name, run, tuple(s.encode() if isinstance(s, str) else s for s in seeds))


def _events(format: str) -> Parser:
    layout = find_layout(format)
    names = [usual[0] for usual in layout.fields.values()]
    cells = ["2009-03-12" if field == "date" else "042" for field in layout.fields]
    table = f"{chr(9).join(names)}\n{chr(9).join(cells)}\n"

    def run(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "a.csv")
            path.write_bytes(data)
            for _, row in read_events(format, [path]):
                assert isinstance(row, Reject) or row.line > 0

    return Parser(format, run, (table.encode(), table.replace("\t", ",").encode()))


def _read_sitemap(data: bytes) -> None:
    from detente.errors import SourceError
    from detente.sources.sitemaps import parse_sitemap

    try:
        parse_sitemap(data, "https://a.example/sitemap.xml")
    except SourceError:
        return


def check(found: Iterable[Document | Reject]) -> None:
    """Raise if a document cannot be stored, or a passage of it leads to other words."""
    for one in found:
        if isinstance(one, Reject):
            one.source.encode()
            one.detail.encode()
            continue
        for text in (one.text, one.title, one.source, one.id, one.author, one.outlet, one.url):
            (text or "").encode()
        check_passages(one.text)


def check_passages(text: str) -> None:
    """Raise if passages, quotations, times or amounts of ``text`` are not what stands there."""
    for passage in passages(text):
        assert 0 <= passage.start <= passage.end <= len(text)
        check_offsets(text, passage)
        for time in find_times(passage.text):
            assert passage.text[time.start : time.end] == time.text
        for amount in find_amounts(passage.text):
            assert passage.text[amount.start : amount.end] == amount.amount.text
    for quotation in quotations(text, paragraphs(text)):
        assert 0 <= quotation.start < quotation.end <= len(text)


def check_offsets(text: str, passage: Passage) -> None:
    """Raise if a character of the passage comes from another one of the document."""
    from detente.text.passages import _FOLD

    for place, char in enumerate(passage.text):
        start, end = passage.locate(place, place + 1)
        own = text[start:end]
        assert own.isspace() if char == " " else own[0].translate(_FOLD) == char, (place, char, own)


def _parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"id": ["1", "2"], "text": [SENTENCES, "Iran left."], "date": ["2009", None]})
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def _warc(page: str) -> bytes:
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}".encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/1\r\nWARC-Date:"
        " 2009-03-12T08:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http;"
        f" msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def _arc(page: str) -> bytes:
    body = b"1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n"
    head = f"filedesc://a.arc 0.0.0.0 20090312080000 text/plain {len(body)}\n".encode()
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}".encode()
    line = f"https://a.example/1 1.2.3.4 20090312080000 text/html {len(answer)}\n".encode()
    return head + body + b"\n" + line + answer + b"\n"


def _zip(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()
