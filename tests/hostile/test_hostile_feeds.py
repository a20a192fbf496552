"""Feeds and sitemaps of strangers: refused at once, in little memory, with no file or network."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from benchmarks.hostile_feeds import HOSTILE, PROBE
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import SourceError
from detente.records import Document, Reject
from detente.sources import read
from detente.sources.feeds import parse_feed
from detente.sources.fragments import text_of
from detente.sources.sitemaps import parse_sitemap


@pytest.mark.parametrize("name", HOSTILE)
def test_bombs_are_one_reject_at_once_without_a_file_or_the_network(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / f"{name}.xml"
    path.write_bytes(HOSTILE[name]())
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(path)], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert found["codes"] == ["hostile"], found
    assert found["opened"] == [str(path)]
    assert found["seconds"] < 1
    assert found["grown_mb"] < 200


@pytest.mark.parametrize(
    "markup",
    [
        "<p " + " ".join(f"a{n}=x" for n in range(200_000)) + ">x",
        "<div>" * 200_000 + "x",
        "<" * 1_000_000,
        "<a " * 300_000,
        '<a "' * 300_000,
        "<a '\">" * 200_000,
        "<!--" * 300_000,
        "<script>" * 200_000,
        "</script" * 200_000,
        "<br>" * 300_000,
        " \n" * 500_000,
        "&" * 1_000_000,
        "&#" * 500_000,
        "&lt;" * 300_000,
        "<br> " * 200_000 + "<p>",
    ],
    ids=lambda markup: markup[:8],
)
def test_markup_that_is_slow_for_parsers_is_not_for_us(markup: str) -> None:
    began = time.monotonic()
    text_of(markup)
    assert time.monotonic() - began < 3


def test_deep_and_endless_markup_within_an_entry_leaves_the_others(tmp_path: Path) -> None:
    item = "<item><title>{}</title><description>{}</description></item>"
    deep = "&lt;div&gt;" * 100_000 + "Russia met NATO."
    path = tmp_path / "a.rss"
    body = item.format("deep", deep) + item.format("good", "Fine text.")
    path.write_text(f"<rss><channel>{body}</channel></rss>", "utf-8")
    found = list(read([path]))
    assert [d.text for d in found if isinstance(d, Document)] == ["Russia met NATO.", "Fine text."]


def test_more_than_is_read_of_one_file_is_a_reject(tmp_path: Path) -> None:
    path = tmp_path / "a.rss"
    path.write_bytes(b"<rss>" + b" " * (17 * 1024 * 1024) + b"</rss>")
    (reject,) = read([path])
    assert isinstance(reject, Reject)
    assert reject.code == "too-long"


_BITS = st.sampled_from(
    [
        "<rss>", "</rss>", "<channel>", "<item>", "</item>", "<title>", "</title>", "<link>",
        "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>", "<content type='xhtml'>", "<div>",
        "<urlset>", "<url>", "<loc>", "http://a.example/", "<![CDATA[", "]]>", "<!--", "-->",
        "&amp;",
        "&nbsp;", "&x", "<?xml version='1.0' encoding='", "utf-16", "'?>", "<!DOCTYPE x [", "]>",
        "\x00", "\ud800", "\ufeff", "é", "<a:b>", "xml:base='", "href='//", "{", '{"items": [',
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.lists(_BITS, max_size=25).map(
    lambda bits: "".join(bits).encode("utf-8", "surrogatepass"))))  # fmt: skip
def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    for parse in (parse_feed, parse_sitemap):
        with suppress(SourceError):
            parse(data, "x", charset="utf-8", base_url="http://a.example/")
