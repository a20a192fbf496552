"""Sitemaps: pages of the news with title and day, indexes, packed ones, and what is none."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

import pytest

from detente.errors import SourceError
from detente.records import Reject
from detente.sources import read
from detente.sources.sitemaps import SitePage, parse_sitemap

NEWS = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://wire.example/1 </loc><lastmod>2009-09-09</lastmod>
 <news:news><news:publication><news:name>Northern Wire</news:name></news:publication>
 <news:publication_date>2009-09-07T08:00:00+02:00</news:publication_date>
 <news:title>Moscow &amp; Kyiv talk</news:title></news:news>
 <image:image><image:loc>https://wire.example/picture.jpg</image:loc></image:image></url>
<url><loc>/2</loc><lastmod>2009-09-08T10:00:00Z</lastmod></url>
<url><loc>ftp://wire.example/3</loc></url><url><lastmod>2009-09-09</lastmod></url>
</urlset>"""

INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://wire.example/a.xml.gz</loc><lastmod>2009-09-07</lastmod></sitemap>
<sitemap><loc>https://wire.example/b.xml</loc></sitemap></sitemapindex>"""


@pytest.mark.parametrize("data", [NEWS, gzip.compress(NEWS, mtime=0)])
def test_pages_of_the_web_come_with_what_is_told_of_them(data: bytes) -> None:
    found = parse_sitemap(data, "s", base_url="https://wire.example/sitemap.xml")
    day = dt.date(2009, 9, 7)
    assert found.maps == ()
    assert found.pages == (
        SitePage(
            "https://wire.example/1", day, "Moscow & Kyiv talk", "Northern Wire", "2009-09-09"
        ),
        SitePage("https://wire.example/2", dt.date(2009, 9, 8), changed="2009-09-08T10:00:00Z"),
    )


def test_an_index_lists_sitemaps() -> None:
    found = parse_sitemap(INDEX, "s")
    assert found.pages == ()
    assert [(one.url, one.changed) for one in found.maps] == [
        ("https://wire.example/a.xml.gz", "2009-09-07"),
        ("https://wire.example/b.xml", None),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<rss/>", "not-a-sitemap"),
        (b"<!doctype html><p>x", "not-xml"),
        (gzip.compress(NEWS, mtime=0)[:-20], "truncated"),
        (b"\x1f\x8bgarbage", "truncated"),
        (gzip.compress(bytes(60 * 1024 * 1024), mtime=0), "too-long"),
    ],
)
def test_what_is_no_sitemap_is_told(data: bytes, code: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse_sitemap(data, "s")
    assert caught.value.code == code


def test_a_sitemap_among_files_says_what_to_do_with_it(tmp_path: Path) -> None:
    path = tmp_path / "sitemap.xml"
    path.write_bytes(NEWS)
    (reject,) = read([path])
    assert isinstance(reject, Reject)
    assert "detente watch" in reject.detail


def test_fifty_thousand_pages_are_read() -> None:
    entry = "<url><loc>https://wire.example/{}</loc><lastmod>2009-09-07</lastmod></url>"
    body = "".join(entry.format(number) for number in range(50_000))
    assert len(parse_sitemap(f"<urlset>{body}</urlset>".encode(), "s").pages) == 50_000
