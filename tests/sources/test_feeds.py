"""Feeds: every kind read as documents, real ones one by one, and what is none refused."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest

from detente.errors import SourceError
from detente.records import Document, Reject
from detente.sources import read, suffixes
from detente.sources.feeds import Feed, FeedItem, parse_feed

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Northern Wire</title><link>https://wire.example/news/</link>
<item>
  <title>Moscow &amp;amp; Kyiv <![CDATA[<b>talk</b>]]></title><link>/2009/talks</link>
  <guid isPermaLink="false">w-1</guid><pubDate>Mon, 07 Sep 2009 23:30:00 -0500</pubDate>
  <description>Short.</description>
  <content:encoded><![CDATA[<p>Russia met Ukraine.</p><p>They agreed<br>on gas.</p>
    <script>var x = "no text";</script><!-- nor this -->]]></content:encoded>
  <author>desk@wire.example (A. Reporter)</author><category>World</category>
</item>
<item><title>A headline alone</title><guid>https://wire.example/2</guid></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://gov.example/feeds/">
<title type="html">Ministry &lt;i&gt;of&lt;/i&gt; Peace</title>
<link rel="self" href="atom"/><link href="../"/>
<entry xml:base="2009/"><id>tag:gov.example,2009:1</id><title>Talks</title>
  <link rel="enclosure" href="a.mp3"/><link rel="alternate" href="talks.html"/>
  <published>2009-09-07T10:00:00Z</published><updated>2010-01-01T00:00:00Z</updated>
  <author><name>The Minister</name></author><summary>Short.</summary>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>We <em>met</em> NATO.</p>
  <p>A &lt; B &amp; C</p></div></content></entry>
</feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://old.example/"><title>Old Paper</title>
<link>https://old.example/</link></channel>
<item rdf:about="https://old.example/1"><title>One</title><link>https://old.example/1</link>
<description>Old text.</description><dc:creator>B. Writer</dc:creator>
<dc:date>2003-03-20</dc:date><dc:source>https://old.example/1.html</dc:source></item></rdf:RDF>"""

JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "New Paper",
    "home_page_url": "https://new.example/",
    "items": [
        {
            "id": 7, "url": "/7", "title": "Seven", "content_html": "<p>One.</p><p>Two.</p>",
            "date_published": "2020-01-02T03:04:05Z", "authors": [{"name": "C. Author"}],
            "tags": ["world", 5],
        },
        "nonsense",
    ],
}  # fmt: skip


def parse(text: str | bytes, **more: str) -> Feed:
    return parse_feed(text.encode() if isinstance(text, str) else text, "f.rss", **more)


def one(text: str | bytes, **more: str) -> FeedItem:
    (item,) = parse(text, **more).items
    return item


def rss(item: str, head: str = "") -> str:
    return f"{head}<rss><channel><title>T</title><item>{item}</item></channel></rss>"


def documents(path: Path) -> list[Document | Reject]:
    return list(read([path]))


# Kinds


def test_rss_gives_text_title_day_author_and_a_whole_address(tmp_path: Path) -> None:
    path = tmp_path / "wire.rss"
    path.write_text(RSS, "utf-8")
    first, second = documents(path)
    assert isinstance(first, Document)
    assert first.text == "Russia met Ukraine.\n\nThey agreed\non gas."
    assert (first.id, first.url) == ("w-1", "https://wire.example/2009/talks")
    assert (first.title, first.outlet) == ("Moscow & Kyiv talk", "Northern Wire")
    assert (first.author, first.date) == ("A. Reporter", dt.date(2009, 9, 7))
    assert first.source == f"{path}:1"
    assert isinstance(second, Document)
    assert (second.text, second.url) == ("A headline alone", "https://wire.example/2")


def test_atom_resolves_its_bases_and_reads_xhtml() -> None:
    feed = parse(ATOM)
    (item,) = feed.items
    assert (feed.title, item.outlet) == ("Ministry of Peace", "Ministry of Peace")
    assert item.url == "https://gov.example/feeds/2009/talks.html"
    assert item.text == "We met NATO.\n\nA < B & C"
    assert (item.key, item.author, item.date) == (
        "tag:gov.example,2009:1", "The Minister", dt.date(2009, 9, 7)
    )  # fmt: skip


def test_the_oldest_and_the_newest_kinds_are_read(tmp_path: Path) -> None:
    item = one(RDF)
    assert (item.key, item.url) == ("https://old.example/1", "https://old.example/1")
    assert (item.text, item.author, item.cited) == ("Old text.", "B. Writer", None)
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(JSON_FEED), "utf-8")
    (found,) = documents(path)
    assert isinstance(found, Document)
    assert (found.text, found.url, found.id) == ("One.\n\nTwo.", "https://new.example/7", "7")
    assert (found.outlet, found.author) == ("New Paper", "C. Author")
    assert found.date == dt.date(2020, 1, 2)


def test_the_site_that_an_entry_comes_from_is_cited(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    entry = '<title>x</title><source url="https://p.example/">The Paper</source>'
    path.write_text(rss(entry), "utf-8")
    (found,) = documents(path)
    assert isinstance(found, Document)
    assert (found.outlet, found.outlets) == ("T", ("The Paper",))


def test_standard_input_is_recognised_as_a_feed_and_pages_stay_pages() -> None:
    for text in (RSS, ATOM, RDF, f"\ufeff{RSS}"):
        found = list(read(["-"], stdin=io.BytesIO(text.encode())))
        assert isinstance(found[0], Document)
        assert not {"<p", "<rss", "<entry", "<item"} & set(found[0].text.split(">"))
        assert found[0].outlet is not None
    page = b'<?xml version="1.0"?>\n<html><body><p>Russia met NATO in Brussels.</p></body></html>'
    (found_page,) = read(["-"], stdin=io.BytesIO(page))
    assert isinstance(found_page, Document)
    assert found_page.text == "Russia met NATO in Brussels."
    assert {".rss", ".xml", ".atom", ".rdf"} <= set(suffixes())


# Real feeds

REAL = {
    "atom-customfields.atom": (15, 0), "content-encoded.rss": (7, 0), "craigslist.rss": (25, 0),
    "customfields.rss": (15, 0), "encoding.rss": (40, 0), "feedburner.atom": (25, 0),
    "giantbomb-podcast.rss": (730, 0), "guardian.rss": (55, 0), "gulp-atom.atom": (10, 0),
    "heise.atom": (15, 0), "heraldsun.rss": (2, 2), "instant-article.rss": (1, 0),
    "item-itunes-episodeType.rss": (1, 0), "itunes-category.rss": (1, 0),
    "itunes-href.rss": (10, 0), "itunes-keywords-array.rss": (1, 0),
    "itunes-keywords-astext.rss": (32, 0),
    "itunes-keywords.rss": (1, 0), "itunes-missing-image.rss": (131, 0), "many-links.rss": (25, 0),
    "narro.rss": (1, 0), "pagination-links.rss": (1, 0), "reddit-atom.rss": (24, 0),
    "reddit-home.rss": (24, 0), "reddit.rss": (24, 0), "rss-1.rss": (69, 0),
    "uolNoticias.rss": (15, 15), "xml2js-options.rss": (69, 0),
    "state_department_2022-08.rss": (10, 0), "whitehouse_briefings.xml": (30, 0),
}  # fmt: skip
"""Entries of each, and how many of them have no day that can be read."""


@pytest.mark.shared
def test_every_real_feed_gives_all_its_entries(shared: Path) -> None:
    seen = {}
    for path in sorted((shared / "feeds").rglob("*.*")):
        found = documents(path)
        entries = [d for d in found if isinstance(d, Document)]
        if path.name in ("unrecognized.rss", "incomplete-fields.atom", "missing-fields.atom"):
            (reject,) = found
            assert isinstance(reject, Reject)
            continue
        assert len(entries) == len(found), path.name
        seen[path.name] = (len(entries), sum(d.date is None for d in entries))
        for entry in entries:
            assert entry.text.strip() == entry.text != ""
            assert entry.url is not None
            assert entry.url.startswith("http")
            assert entry.outlet
            words = entry.text + (entry.title or "")
            assert not any(mark in words for mark in ("<p>", "<br", "<div", "<a ", "&nbsp;"))
            assert "\ufffd" not in entry.text
    assert seen == REAL


# What is wrong with feeds


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Mon, 07 Sep 2009 23:59:00 EST", dt.date(2009, 9, 7)),
        ("Mon, 07 Sep 2009 23:59:00 +1345", dt.date(2009, 9, 7)),
        ("07 Sep 09 10:00 GMT", dt.date(2009, 9, 7)),
        ("2009-09-07T10:00:00.123456789+05:30", dt.date(2009, 9, 7)),
        ("Mon, 31 Feb 2009 10:00:00 GMT", None),
        ("0001-01-01T00:00:00Z", None),
        ("yesterday", None),
        ("3/4/2009", None),
        ("", None),
        ("9" * 400, None),
    ],
)
def test_days_are_read_in_the_zone_they_are_written_in(written: str, day: dt.date | None) -> None:
    assert one(rss(f"<title>x</title><pubDate>{written}</pubDate>")).date == day


def test_an_entry_of_a_wrong_day_takes_the_next_that_it_names() -> None:
    text = "<title>x</title><pubDate>soon</pubDate><updated>2009-09-07</updated>"
    assert one(rss(text)).date == dt.date(2009, 9, 7)


@pytest.mark.parametrize(
    "data",
    [
        rss("<title>Größe „5“</title>", '<?xml version="1.0" encoding="utf-16"?>').encode(),
        rss("<title>Größe „5“</title>", '<?xml version="1.0" encoding="iso-8859-1"?>').encode(),
        rss("<title>Größe „5“</title>", '<?xml version="1.0" encoding="utf-8"?>').encode("cp1252"),
        rss("<title>Größe „5“</title>", '<?xml version="1.0" encoding="latin1"?>').encode("cp1252"),
        rss("<title>Größe „5“</title>", '<?xml version="1.0" encoding="nonsense"?>').encode(),
        rss("<title>Größe „5“</title>", '<?xml version="1.0" encoding="punycode"?>').encode(),
        rss("<title>Größe „5“</title>").encode("utf-8-sig"),
        rss("<title>Größe „5“</title>").encode("utf-16"),
        rss("<title>Größe „5“</title>").encode("utf-16-le"),
        rss("<title>Größe „5“</title>").encode("utf-16-be"),
    ],
)
def test_encodings_are_read_whatever_is_declared(data: bytes) -> None:
    assert one(data).title == "Größe „5“"


def test_declared_and_told_encodings_of_other_scripts_are_believed() -> None:
    declared = '<?xml version="1.0" encoding="windows-1251"?>'
    assert one(rss("<title>Мир</title>", declared).encode("cp1251")).title == "Мир"
    assert one(rss("<title>Мир</title>").encode("koi8-r"), charset="koi8-r").title == "Мир"
    shifting = '<?xml version="1.0" encoding="iso-2022-jp"?>'
    assert one(rss("<title>平和</title>", shifting).encode("iso2022_jp")).title == "平和"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"\n\n \ufeff{RSS}", "Northern Wire"),
        ("<!-- made by hand -->\n<?xml-stylesheet href='x'?>" + ATOM, "Ministry of Peace"),
        (rss("<title>a &nbsp; b &eacute; AT&T &amp; x\x00\x0b</title>"), "T"),
        (RSS.partition("<item><title>A head")[0] + "<item><titl", "Northern Wire"),
    ],
)
def test_garbage_before_and_breaks_within_are_borne(text: str, title: str) -> None:
    feed = parse(text)
    assert feed.title == title
    assert len(feed.items) >= 1


def test_a_feed_that_is_cut_gives_what_it_has_and_one_reject(tmp_path: Path) -> None:
    path = tmp_path / "cut.rss"
    path.write_text(RSS.partition("<item><title>A head")[0] + "<item><titl", "utf-8")
    first, *_, last = documents(path)
    assert isinstance(first, Document)
    assert first.id == "w-1"
    assert isinstance(last, Reject)
    assert (last.code, last.source) == ("malformed", str(path))


def test_odd_ampersands_and_names_of_html_are_mended() -> None:
    item = one(rss("<title>a&nbsp;b &eacute; AT&T &amp; &lt; x</title>"))
    assert item.title == "a b é AT&T & < x"


@pytest.mark.parametrize(
    ("text", "code", "what"),
    [
        ("<!doctype html><html><body>Sorry</body></html>", "not-a-feed", "<!doctype html>"),
        ("<html xmlns='http://www.w3.org/1999/xhtml'><p>x</p></html>", "not-a-feed", "<html>"),
        ("Service unavailable", "not-a-feed", "Service unavailable"),
        ('{"error": "none"}', "not-a-feed", "without items"),
        ('{"items": [', "malformed", "not JSON"),
        ("<urlset><url><loc>https://a.example/</loc></url></urlset>", "not-a-feed", "sitemap"),
        ("", "not-a-feed", "begins with ''"),
        ("\x00\x01\x02PK", "not-a-feed", "begins with"),
        ("<rss", "malformed", "no entry"),
    ],
)
def test_what_is_no_feed_is_one_clear_reject(
    tmp_path: Path, text: str, code: str, what: str
) -> None:
    with pytest.raises(SourceError, match=r"f\.rss") as caught:
        parse(text)
    assert caught.value.code == code
    assert what in caught.value.detail
    path = tmp_path / "page.xml"
    path.write_text(text or " ", "utf-8")
    (reject,) = documents(path)
    assert isinstance(reject, Reject)
    assert reject.code == code


def test_links_that_are_no_addresses_of_the_web_are_none() -> None:
    for link in ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "mailto:a@b.c",
                 "https:", "http://" + "a" * 3000):  # fmt: skip
        assert one(rss(f"<title>x</title><link>{link}</link>")).url is None
    relative = rss("<title>x</title><link>news/a b.html?x=1&amp;y=2</link>")
    assert one(relative, base_url="https://a.example/feeds/rss").url == (
        "https://a.example/feeds/news/a%20b.html?x=1&y=2"
    )


def test_text_that_only_looks_like_markup_is_kept() -> None:
    item = one(rss("<description>if a &lt; b and c &gt; d, then\n\nx &lt;3 y</description>"))
    assert item.text == "if a < b and c > d, then\n\nx <3 y"
