"""Web archives and zip files made record by record, and what comes of reading them."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from detente.records import Document, Reject
from detente.sources import read

SENTENCE = "The ministry said on Thursday that talks number {} would resume in Geneva next week."
ARC_HEAD = (
    b"filedesc://x.arc 0.0.0.0 20080430204825 text/plain 75\n1 0 LiveWeb Capture\n"
    b"URL IP-address Archive-date Content-type Archive-length\n\n"
)


def page(number: int, head: str = "") -> bytes:
    text = " ".join([SENTENCE.format(number)] * 4)
    body = f"<article><h1>Talks {number}</h1><p>{text}</p></article>"
    return (
        f"<html><head><title>Talks {number}</title>{head}</head><body>{body}</body></html>".encode()
    )


def http(
    body: bytes, *fields: str, status: int = 200, type: str = "text/html; charset=utf-8"
) -> bytes:
    head = [f"HTTP/1.1 {status} X", f"Content-Type: {type}", *fields, "", ""]
    return "\r\n".join(head).encode("latin-1") + body


def record(
    number: int,
    block: bytes | None = None,
    *,
    length: int | str | None = None,
    kind: str = "response",
    type: str = "application/http; msgtype=response",
    url: str | None = None,
) -> bytes:
    block = http(page(number)) if block is None else block
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2017-03-06T04:03:53Z\r\n"
        f"WARC-Target-URI: {url or f'http://news.example.org/{number}'}\r\nContent-Type: {type}\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def arc_record(number: int, *, length: int | None = None) -> bytes:
    block = http(page(number))
    size = len(block) if length is None else length
    url = f"http://news.example.org/{number}"
    return f"{url} 10.0.0.1 20080430204826 text/html {size}\n".encode() + block + b"\n"


def packed(*records: bytes) -> bytes:
    """A gzip member a record."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)


ROWS = b"".join(
    json.dumps({"id": str(n), "text": SENTENCE.format(n), "date": "2009-03-12"}).encode() + b"\n"
    for n in range(3)
)
MEMBERS = {
    "news/a.txt": SENTENCE.format(1).encode(),
    "news/b.md": b"# Talks\n\n" + SENTENCE.format(2).encode(),
    "c.html": page(3),
    "d.jsonl": ROWS,
    "e.jsonl.gz": gzip.compress(ROWS),
    "f.csv": b"text,date\nFirst,2009-03-12\nSecond,2009-03-13\n",
    "g.warc.gz": packed(record(4), record(5)),
}


def read_bytes(folder: Path, name: str, data: bytes) -> tuple[list[Document], list[Reject]]:
    """Documents and rejects of a file called ``name``, their sources shortened by its folder."""
    path = folder / name
    path.write_bytes(data)
    found = list(read([path]))
    documents = [one for one in found if isinstance(one, Document)]
    return documents, [one for one in found if isinstance(one, Reject)]


def numbers(documents: list[Document]) -> list[int]:
    """Which of the numbered pages the documents are."""
    return [int((one.url or "").rpartition("/")[2]) for one in documents]


def places(found: list[Document] | list[Reject]) -> list[str]:
    """Where in its file each was found."""
    return [one.source.rpartition(":")[2] for one in found]


def zipped(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def named(found: list[Document] | list[Reject]) -> list[str]:
    """Which member of a zip each was found in, and where in that."""
    return [one.source.partition("!")[2] for one in found]
