"""Saved pages: main text and metadata."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from detente.records import Document, Genre, Reject
from detente.sources import read

BODY = "The ministry said on Thursday that talks would resume in Geneva next week. " * 5
PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="{{charset}}">
<title>Talks resume | The Paper</title>
<meta property="og:title" content="Talks resume">
<meta property="og:site_name" content="The Paper">
<meta property="article:published_time" content="2009-03-12T08:00:00+01:00">
<meta name="author" content="Ann Writer">
<link rel="canonical" href="https://paper.example.com/world/talks">
</head><body><nav><a href="/">Home</a></nav>
<article><h1>Talks resume</h1><p>“Naïve” hopes.</p><p>{BODY}</p>
<time itemprop="datePublished" datetime="2011-01-01">then</time></article>
<footer>Copyright 2015</footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "no-such-thing"])
def test_text_and_metadata(tmp_path: Path, charset: str) -> None:
    path = tmp_path / "a.html"
    encoding = "utf-8" if charset.startswith("no") else charset
    path.write_bytes(PAGE.format(charset=charset).encode(encoding))
    (found,) = read([path])
    assert isinstance(found, Document)
    assert BODY.strip() in found.text
    assert "“Naïve” hopes." in found.text
    assert "Home" not in found.text
    assert (found.title, found.outlet, found.author) == ("Talks resume", "The Paper", "Ann Writer")
    assert found.date == dt.date(2009, 3, 12)
    assert found.url == "https://paper.example.com/world/talks"
    assert found.genre is Genre.REPORT
    assert found.source == str(path)


@pytest.mark.parametrize("page", ["<html></html>", "<html><body><script>x</script></body></html>"])
def test_a_page_without_text_is_refused(tmp_path: Path, page: str) -> None:
    path = tmp_path / "a.htm"
    path.write_text(page)
    (found,) = read([path])
    assert isinstance(found, Reject)
    assert (found.stage, found.code) == ("read", "no-text")


def test_an_xml_declaration_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.xhtml"
    path.write_text(
        f'<?xml version="1.0" encoding="utf-8"?>\n<html><body><p>{BODY}</p></body></html>'
    )
    (found,) = read([path])
    assert isinstance(found, Document)


def test_a_page_that_states_no_day_has_none(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    words = f"<p>{BODY}</p><p>The treaty of 8 April 2002 stands.</p>"
    path.write_text(f"<html><body><article>{words}</article><p>© 2019</p></body></html>")
    (found,) = read([path])
    assert isinstance(found, Document)
    assert found.date is None


@pytest.mark.parametrize(
    "mark", ['<p class="date">12 March 2009</p>', '<span class="published">March 12, 2009</span>']
)
def test_a_day_that_is_marked_as_the_pages_own_is_found(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<html><body><article>{mark}<p>{BODY}</p></article></body></html>")
    (found,) = read([path])
    assert isinstance(found, Document)
    assert found.date == dt.date(2009, 3, 12)
