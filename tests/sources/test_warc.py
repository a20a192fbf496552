"""WARC and ARC: which records become documents, and what those say."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import zlib
from pathlib import Path

import brotli
import lz4.frame
import pytest
from benchmarks.webarchives import (
    ARC_HEAD,
    SENTENCE,
    arc_record,
    http,
    numbers,
    packed,
    page,
    places,
    read_bytes,
    record,
)

from detente.records import Document, Reject
from detente.sources import read

THREE = [record(number) for number in range(3)]
ARC_THREE = [arc_record(number) for number in range(3)]


def offsets(parts: list[bytes]) -> list[str]:
    return [str(sum(map(len, parts[:n]))) for n in range(len(parts))]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a.warc", THREE),
        ("a.warc.gz", [packed(one) for one in THREE]),
        ("A.WARC.GZ", [packed(one) for one in THREE]),
        ("a.warc.lz4", [lz4.frame.compress(one) for one in THREE]),
        ("a.arc", [ARC_HEAD, *ARC_THREE]),
        ("a.arc.gz", [packed(ARC_HEAD), *(packed(one) for one in ARC_THREE)]),
    ],
)
def test_every_packing_gives_the_same_pages_at_their_offsets(
    tmp_path: Path, name: str, parts: list[bytes]
) -> None:
    documents, rejects = read_bytes(tmp_path, name, b"".join(parts))
    assert not rejects
    assert numbers(documents) == [0, 1, 2]
    assert places(documents) == offsets(parts)[-3:]
    assert all(SENTENCE.format(n) in one.text for n, one in enumerate(documents))
    assert [one.title for one in documents] == ["Talks 0", "Talks 1", "Talks 2"]
    assert {one.outlet for one in documents} == {"news.example.org"}
    day = dt.date(2008, 4, 30) if "arc" in name.split(".") else dt.date(2017, 3, 6)
    assert {one.date for one in documents} == {day}


@pytest.mark.parametrize(
    "data", [b"".join(THREE), packed(*THREE), packed(b"".join(THREE)), lz4.frame.compress(THREE[0])]
)
def test_a_stream_is_recognised_by_its_head(data: bytes) -> None:
    found = list(read(["-"], stdin=io.BytesIO(data)))
    assert all(isinstance(one, Document) for one in found)
    assert found[0].source.startswith("-:")


def test_records_in_one_member_have_their_offset_in_it_added(tmp_path: Path) -> None:
    data = packed(THREE[0]) + packed(THREE[1] + THREE[2])
    documents, _ = read_bytes(tmp_path, "a.warc.gz", data)
    member = len(packed(THREE[0]))
    assert places(documents) == ["0", str(member), f"{member}+{len(THREE[1])}"]
    at = zlib.decompressobj(31).decompress(data[member:])[len(THREE[1]) :]
    assert at == THREE[2]


def test_folders_and_archives_beside_each_other(tmp_path: Path) -> None:
    (tmp_path / "b.warc.gz").write_bytes(packed(*THREE))
    (tmp_path / "a.arc").write_bytes(ARC_HEAD + ARC_THREE[0])
    (tmp_path / "c.txt").write_text("A text.")
    found = list(read([tmp_path]))
    assert [Path(one.source).name.split(":")[0] for one in found] == [
        *["a.arc", *["b.warc.gz"] * 3, "c.txt"]
    ]


def test_the_day_of_the_page_goes_before_that_of_the_record(tmp_path: Path) -> None:
    stated = '<meta property="article:published_time" content="2016-11-02T08:00:00Z">'
    later = '<meta property="article:published_time" content="2019-11-02T08:00:00Z">'
    parts = [record(n, http(page(n, head))) for n, head in enumerate(("", stated, later))]
    documents, _ = read_bytes(tmp_path, "a.warc", b"".join(parts))
    capture = dt.date(2017, 3, 6)
    assert [one.date for one in documents] == [capture, dt.date(2016, 11, 2), capture]


def test_only_pages_and_texts_that_were_there_become_documents(tmp_path: Path) -> None:
    text, html = b"A plain text.", page(8)
    plain = "text/plain; charset=iso-8859-1"
    parts = [
        record(1, http(page(1), status=404)),
        record(2, http(page(2), status=301)),
        record(3, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", kind="request"),
        record(4, http(b""), kind="revisit"),
        record(5, http(b"\x89PNG", type="image/png")),
        record(6, http("A café.".encode("latin-1"), type=plain)),
        record(7, text, kind="resource", type="text/plain"),
        record(8, html, kind="resource", type="text/html"),
        record(9, text, kind="conversion", type="text/plain"),
        record(10, http(b"User-agent: *", type="text/plain"), url="http://x.org/robots.txt"),
        record(11, text, kind="resource", type="text/plain", url="metadata://gnu.org/wget.log"),
        record(12, http(page(12)).replace(b"Content-Type", b"X-Type")),
        record(13, http(b"   ")),
    ]
    documents, rejects = read_bytes(tmp_path, "a.warc", b"".join(parts))
    assert not rejects
    assert numbers(documents) == [6, 7, 8, 12]
    assert [one.text for one in documents[:2]] == ["A café.", "A plain text."]


def test_an_archive_without_a_page_says_what_is_in_it(tmp_path: Path) -> None:
    parts = [record(1, http(page(1), status=404)), record(2, kind="request"), record(3, kind="x")]
    documents, (reject,) = read_bytes(tmp_path, "a.warc", b"".join(parts))
    assert not documents
    assert (reject.code, reject.source) == ("empty", str(tmp_path / "a.warc"))
    assert "1 response, 1 request, 1 x" in reject.detail


def chunked(body: bytes) -> bytes:
    parts = [body[at : at + 50] for at in range(0, len(body), 50)]
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(one), one) for one in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (gzip.compress(page(1), mtime=0), ["Content-Encoding: gzip"]),
        (zlib.compress(page(1)), ["content-encoding: Deflate"]),
        (zlib.compress(page(1))[2:-4], ["Content-Encoding: deflate"]),
        (brotli.compress(page(1)), ["Content-Encoding: br"]),
        (brotli.compress(gzip.compress(page(1), mtime=0)), ["Content-Encoding: gzip, br"]),
        (chunked(page(1)), ["Transfer-Encoding: chunked"]),
        (
            chunked(gzip.compress(page(1), mtime=0)),
            ["Transfer-Encoding: chunked", "Content-Encoding: gzip"],
        ),
        # undone by the crawler, which kept the header
        (page(1), ["Content-Encoding: gzip"]),
        (page(1), ["Content-Encoding: deflate"]),
        (page(1), ["Content-Encoding: br", "Transfer-Encoding: chunked"]),
    ],
)
def test_what_the_server_did_to_a_body_is_undone(
    tmp_path: Path, body: bytes, fields: list[str]
) -> None:
    documents, rejects = read_bytes(tmp_path, "a.warc.gz", packed(record(1, http(body, *fields))))
    assert not rejects
    assert documents[0].text.count(SENTENCE.format(1)) == 4


@pytest.mark.parametrize(
    ("declared", "served", "encoding"),
    [("", "windows-1251", "cp1251"), ("utf-8", "windows-1251", "utf-8"), ("", "nonsense", "utf-8")],
)
def test_the_servers_charset_counts_where_the_page_declares_none(
    tmp_path: Path, declared: str, served: str, encoding: str
) -> None:
    words = "Переговоры в Женеве продолжатся на следующей неделе, заявил в четверг министр. " * 5
    meta = f'<meta charset="{declared}">' if declared else ""
    body = f"<html><head>{meta}</head><body><p>{words}</p></body></html>".encode(encoding)
    block = http(body, type=f"text/html; charset={served}")
    (found,), _ = read_bytes(tmp_path, "a.warc", record(1, block))
    assert words.strip() in found.text


def test_old_heads_and_odd_addresses(tmp_path: Path) -> None:
    odd = record(1, url="<http://news.example.org/a b/1>").replace(b"WARC/1.0", b"WARC/0.18")
    block = http(page(2)).replace(b"\r\n", b"\n")
    folded = record(2, block).replace(b"WARC-Date: ", b"X-Folded: one\r\n two\r\nWARC-Date: ")
    arc = arc_record(3).replace(b"example.org/3", b"example.org/a b?c=d e/3")
    documents, rejects = read_bytes(tmp_path, "a.warc", odd + folded)
    in_arc, more = read_bytes(tmp_path, "a.arc", ARC_HEAD + arc)
    assert not rejects + more
    assert [one.url for one in documents + in_arc] == [
        "http://news.example.org/a%20b/1",
        "http://news.example.org/2",
        "http://news.example.org/a%20b?c=d%20e/3",
    ]


def test_reading_can_stop_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(packed(*THREE))
    found = read([path])
    assert isinstance(next(found), Document)
    del found  # an open file left behind would be a warning, and so an error


EXPECTED = {
    "aut/badexample.arc.gz": (0, 3),
    "aut/example.docs.warc.gz": (0, 1),
    "aut/example.pdf.warc.gz": (1, 0),
    "aut/example.txt.warc.gz": (1, 0),
    "aut/issue-493.warc": (3, 1),
    "aut/issue-514.warc": (1, 0),
    "chatnoir-resiliparse/block-sized-records.warc": (0, 1),
    "chatnoir-resiliparse/block-sized-records.warc.gz": (0, 1),
    "chatnoir-resiliparse/block-sized-records.warc.lz4": (0, 1),
    "chatnoir-resiliparse/clipped.warc.gz": (0, 1),
    "chatnoir-resiliparse/clueweb-quirk.warc.gz": (29, 0),
    "chatnoir-resiliparse/warcfile.warc": (16, 0),
    "chatnoir-resiliparse/warcfile.warc.gz": (16, 0),
    "chatnoir-resiliparse/warcfile.warc.lz4": (16, 0),
    "warcio/bad.arc": (0, 2),
    "warcio/example-bad-non-chunked.warc.gz": (1, 0),
    "warcio/example-digest.warc": (0, 1),
    "warcio/example-iana.org-chunked.warc": (1, 0),
    "warcio/example-resource.warc.gz": (1, 0),
    "warcio/example-space-in-target-uri.warc.gz": (0, 1),
    "warcio/example-space-in-url.arc": (0, 1),
    "warcio/example-trunc.warc": (0, 1),
    "warcio/example-wget-bad-target-uri.warc.gz": (1, 0),
    "warcio/example-wrong-chunks.warc.gz": (1, 0),
    "warcio/example.arc": (1, 0),
    "warcio/example.arc.gz": (1, 0),
    "warcio/example.warc": (1, 0),
    "warcio/example.warc.gz": (1, 0),
    "warcio/post-test.warc.gz": (0, 1),
}
"""Pages and rejects of each real file; of those without a page, the reject that says so."""


SLOW = [name for name in EXPECTED if "clueweb" in name or "warcfile" in name]


@pytest.mark.shared
@pytest.mark.parametrize(
    "names", [[n for n in EXPECTED if n not in SLOW], pytest.param(SLOW, marks=pytest.mark.long)]
)
def test_real_archives_give_their_pages(shared: Path, names: list[str]) -> None:
    for name in names:
        found = list(read([shared / "warc" / name]))
        documents = [one for one in found if isinstance(one, Document)]
        assert (len(documents), len(found) - len(documents)) == EXPECTED[name], name
        assert all(one.url and one.outlet for one in documents), name


@pytest.mark.long
@pytest.mark.shared
def test_one_crawl_as_arc_and_as_warc_gives_the_same_pages(shared: Path) -> None:
    arc, warc = (list(read([shared / "warc" / "aut" / f"example.{s}.gz"])) for s in ("arc", "warc"))
    pages = [one for one in arc if isinstance(one, Document)]
    assert len(pages) == 94
    assert [(one.url, one.text, one.date) for one in pages] == [
        (one.url, one.text, one.date) for one in warc if isinstance(one, Document)
    ]
    codes = [[one.code for one in found if isinstance(one, Reject)] for found in (arc, warc)]
    assert codes == [["no-text", "too-long", "too-long"]] * 2
