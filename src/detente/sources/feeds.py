"""Feeds: RSS 0.9 to 2.0, Atom and JSON Feed, each entry a document.

The text is the longest that an entry has (its content, or its description), out of HTML; an entry
that is a headline alone has that for its text. The outlet is the feed's title; the site that an
entry was taken over from is an outlet that it cites.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.utils import parsedate
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from detente.errors import SourceError
from detente.records import Reject
from detente.sources.columns import Columns
from detente.sources.dates import parse_date
from detente.sources.decode import decode, read_bytes, storable
from detente.sources.fragments import line_of, text_of
from detente.sources.rows import Row, refuse
from detente.sources.trees import local_name, namespace, read_tree

__all__ = ["Feed", "FeedItem", "is_json_feed", "parse_feed", "read_feed", "web_address"]

_MAX_BYTES = 16 * 1024 * 1024
_MAX_URL = 2000
_ROOTS = ("rss", "rdf", "feed", "channel")
_TEXTS = ("encoded", "content", "description", "summary", "body")
_DATES = ("pubdate", "published", "date", "issued", "created", "updated", "modified")
_FIRST_YEAR = 1970  # earlier ones are what software writes for none
_MEDIA = ("search.yahoo.com", "itunes.com", "google.com")
_EMAIL = re.compile(r"\S+@\S+")
_IN_BRACKETS = re.compile(r"\S+@\S+\s+\((?P<name>[^)]+)\)")
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_JSON_FEED = b"jsonfeed.org/version"


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry: ``key`` is its guid, else its link; either may be missing."""

    key: str | None
    url: str | None
    title: str
    text: str
    author: str | None = None
    outlet: str | None = None
    cited: str | None = None
    date: dt.date | None = None
    section: str | None = None

    def row(self) -> dict[str, object]:
        """The entry as the columns of a document."""
        return {
            "id": self.key, "url": self.url, "title": self.title, "text": self.text,
            "author": self.author, "outlet": self.outlet, "outlets": self.cited,
            "date": self.date, "section": self.section,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed with its entries in their order; ``fault`` is what was wrong with its XML."""

    title: str | None
    items: tuple[FeedItem, ...]
    fault: str | None = None


def is_json_feed(head: bytes) -> bool:
    """Whether what begins with ``head`` calls itself a JSON Feed."""
    return _JSON_FEED in head and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def read_feed(stream: io.BufferedReader, source: str, columns: Columns) -> Iterator[Row | Reject]:
    """Entries as rows, counted from 1; a feed that is no sound XML gives what it has."""
    feed = parse_feed(read_bytes(stream, source, _MAX_BYTES), source)
    if not feed.items:
        yield refuse(source, None, "empty", "a feed without entries")
    for place, item in enumerate(feed.items, 1):
        yield place, item.row()
    if feed.fault:
        yield refuse(source, None, "malformed", f"read as far as it could be: {feed.fault}")


def parse_feed(
    data: bytes, source: str, *, charset: str | None = None, base_url: str | None = None
) -> Feed:
    """Read a feed; ``charset`` is what the server says of it, ``base_url`` where it was found.

    Raises ``SourceError``: ``not-a-feed`` for anything else, ``hostile`` for entities, depth and
    size that no feed has, ``malformed``, ``too-long``.
    """
    if len(data) > _MAX_BYTES:
        raise SourceError(source, f"longer than {_MAX_BYTES:,} bytes", code="too-long")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _read_json(data, source, base_url)
    try:
        tree = read_tree(data, source, charset=charset, base_url=base_url)
    except SourceError as error:
        if error.code == "not-xml":
            raise SourceError(source, f"no feed, {error.detail}", code="not-a-feed") from error
        raise
    name = local_name(tree.root)
    if name not in _ROOTS:
        raise SourceError(source, _not_a_feed(name), code="not-a-feed")
    feed = _read_xml(tree.root, base_url, tree.fault)
    if feed.fault and not feed.items:
        raise SourceError(source, f"no entry could be read: {feed.fault}", code="malformed")
    return feed


def _not_a_feed(root: str) -> str:
    if root in ("urlset", "sitemapindex"):
        return 'a sitemap lists addresses, not texts; detente watch reads it (kind = "sitemap")'
    return f"no feed: its root is <{root[:40]}>"


def web_address(text: str | None, base: str | None = None) -> str | None:
    """``text`` as an http or https address, a relative one against ``base``; else ``None``."""
    written = "%20".join((text or "").split())
    if not written or len(written) > _MAX_URL:
        return None
    try:
        url = urljoin(base or "", written)
    except ValueError:
        return None
    return url if url.lower().startswith(("http://", "https://")) and "//" in url else None


# XML


def _read_xml(root: etree._Element, base_url: str | None, fault: str | None) -> Feed:
    channel = next((child for child in root if local_name(child) == "channel"), root)
    within = root if channel is root else [*channel, *root]
    title = _first_line(channel, ("title",))
    home = web_address(_link_of(channel), channel.base or base_url) or base_url
    items = [_item(one, home, title) for one in within if local_name(one) in ("item", "entry")]
    return Feed(title, tuple(items), fault)


def _item(item: etree._Element, home: str | None, outlet: str | None) -> FeedItem:
    base = urljoin(home or "", _stated_base(item) or "") or None
    guid = _line(_child(item, ("guid", "id")))
    link = _line(_child(item, ("origlink",))) or _link_of(item)
    about = next((v for k, v in item.attrib.items() if str(k).endswith("}about")), None)
    permalink = guid if _is_permalink(item) else None
    url = next(filter(None, (web_address(one, base) for one in (link, permalink, about))), None)
    title = _first_line(item, ("title",)) or ""
    key = guid or (str(about) if about else None) or url
    return FeedItem(
        key=key,
        url=url,
        title=title,
        text=_text(item) or title,
        author=_author(item),
        outlet=outlet,
        cited=_origin(item),
        date=_first_day(_line(one) for name in _DATES for one in _children(item, name)),
        section="; ".join(filter(None, map(_category, _children(item, "category")))) or None,
    )


def _children(parent: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in parent if local_name(child) == name]


def _child(parent: etree._Element, names: tuple[str, ...]) -> etree._Element | None:
    """The first child of the first of these names that there is, media's of the same name last."""
    for name in names:
        found = _children(parent, name)
        if found:
            return min(found, key=_is_of_media)
    return None


def _text(item: etree._Element) -> str:
    """The longest text of an entry; what is written for players of media only if there is none."""
    own: list[etree._Element] = []
    of_media: list[etree._Element] = []
    for child in item:
        if local_name(child) == "group":
            of_media += _children(child, "description")
        elif local_name(child) in _TEXTS and child.get("src") is None and child.get("url") is None:
            (of_media if _is_of_media(child) else own).append(child)
    longest = max(map(_content, own), key=len, default="")
    return longest or max(map(_content, of_media), key=len, default="")


def _is_of_media(element: etree._Element) -> bool:
    return any(site in namespace(element).lower() for site in _MEDIA)


def _content(element: etree._Element) -> str:
    if len(element):
        return text_of(etree.tostring(element, encoding="unicode", with_tail=False))
    return text_of(element.text or "")


def _line(element: etree._Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _first_line(parent: etree._Element, names: tuple[str, ...]) -> str | None:
    element = _child(parent, names)
    return None if element is None else line_of("".join(element.itertext())) or None


def _link_of(parent: etree._Element) -> str | None:
    """The page that an entry or a feed is about."""
    links = _children(parent, "link")
    written = next((line for line in map(_line, links) if line), None)
    if written:
        return written
    pages = [one for one in links if one.get("rel", "alternate") == "alternate" and one.get("href")]
    best = min(pages, key=lambda one: "html" not in one.get("type", "html"), default=None)
    return None if best is None else best.get("href")


def _is_permalink(item: etree._Element) -> bool:
    guid = _child(item, ("guid", "id"))
    return guid is not None and guid.get("isPermaLink", "true").lower() != "false"


def _stated_base(element: etree._Element) -> str | None:
    """What ``xml:base`` says here, nearest last, of this element and what it is in."""
    chain = [element, *element.iterancestors()]
    stated = [one.get(_XML_BASE) for one in reversed(chain)]
    base = ""
    for one in filter(None, stated):
        base = urljoin(base, one)
    return base or None


def _category(element: etree._Element) -> str | None:
    return line_of(element.get("label") or element.get("term") or _line(element)) or None


def _origin(item: etree._Element) -> str | None:
    """The title of the feed or site that an entry was taken over from; no address, as of dc."""
    source = next((o for o in _children(item, "source") if len(o) or o.get("url")), None)
    if source is None:
        return None
    return _first_line(source, ("title",)) if len(source) else line_of(_line(source)) or None


def _author(item: etree._Element) -> str | None:
    names = []
    for one in (*_children(item, "creator"), *_children(item, "author")):
        if not _is_of_media(one):
            names.append(_person(_line(_child(one, ("name",))) or _line(one)))
    return ", ".join(dict.fromkeys(filter(None, names))) or None


def _person(written: str) -> str:
    """A name without its address; nothing where there is only that."""
    bracketed = _IN_BRACKETS.fullmatch(written)
    name = bracketed["name"] if bracketed else written
    return "" if _EMAIL.fullmatch(name) else line_of(name)


def _first_day(written: Iterable[str]) -> dt.date | None:
    for text in written:
        day = parse_date(text) or _old_style(text)
        if day is not None and day.year >= _FIRST_YEAR:
            return day
    return None


def _old_style(text: str) -> dt.date | None:
    """A day as RFC 822 had it, with two digits for the year."""
    found = parsedate(text)
    try:
        return dt.date(*found[:3]) if found else None
    except (ValueError, OverflowError):
        return None


# JSON


def _read_json(data: bytes, source: str, base_url: str | None) -> Feed:
    try:
        value = json.loads(decode(data))
    except (ValueError, RecursionError) as error:
        raise SourceError(source, f"not JSON: {error}", code="malformed") from error
    items = value.get("items") if isinstance(value, dict) else None
    if not isinstance(items, list):
        raise SourceError(source, "no feed: JSON without items", code="not-a-feed")
    home = web_address(_str(value, "home_page_url"), base_url) or base_url
    title = line_of(_str(value, "title")) or None
    read = (_json_item(item, home, title) for item in items if isinstance(item, dict))
    return Feed(title, tuple(read))


def _json_item(item: dict[str, Any], home: str | None, outlet: str | None) -> FeedItem:
    url = web_address(_str(item, "url"), home) or web_address(_str(item, "external_url"), home)
    title = line_of(_str(item, "title"))
    texts = [text_of(_str(item, name)) for name in ("content_html", "content_text", "summary")]
    people = item.get("authors")
    people = people if isinstance(people, list) else [item.get("author")]
    names = [_person(_str(one, "name")) for one in people if isinstance(one, dict)]
    days = (_str(item, name) for name in ("date_published", "date_modified"))
    tags = item.get("tags") if isinstance(item.get("tags"), list) else []
    return FeedItem(
        key=_str(item, "id") or url,
        url=url,
        title=title,
        text=max(texts, key=len) or title,
        author=", ".join(filter(None, names)) or None,
        outlet=outlet,
        date=_first_day(days),
        section="; ".join(t for t in tags if isinstance(t, str))
        if isinstance(tags, list)
        else None,
    )


def _str(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return storable(str(value)) if isinstance(value, str | int) else ""
