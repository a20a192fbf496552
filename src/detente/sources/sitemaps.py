"""Sitemaps: the pages that a site has, those of its news with title and day; and their indexes."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass

from lxml import etree

from detente.errors import SourceError
from detente.sources.dates import parse_date
from detente.sources.decode import open_bytes, read_bytes
from detente.sources.feeds import web_address
from detente.sources.trees import local_name, read_tree

__all__ = ["SitePage", "Sitemap", "parse_sitemap"]

_MAX_BYTES = 50 * 1024 * 1024  # what the protocol allows


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page, or another sitemap: ``date`` is of publication, else of its last change."""

    url: str
    date: dt.date | None = None
    title: str | None = None
    outlet: str | None = None
    changed: str | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages of a sitemap, and of an index the sitemaps that it lists."""

    pages: tuple[SitePage, ...]
    maps: tuple[SitePage, ...] = ()
    fault: str | None = None


def parse_sitemap(
    data: bytes, source: str, *, charset: str | None = None, base_url: str | None = None
) -> Sitemap:
    """Read a sitemap or an index of sitemaps, packed by gzip or not; only http and https count.

    Raises ``SourceError``: ``not-a-sitemap`` for anything else, ``hostile``, ``malformed``,
    ``truncated`` and ``too-long`` as of feeds.
    """
    tree = read_tree(_unpack(data, source), source, charset=charset, base_url=base_url)
    name = local_name(tree.root)
    if name not in ("urlset", "sitemapindex"):
        raise SourceError(source, f"no sitemap: its root is <{name[:40]}>", code="not-a-sitemap")
    read = (
        _page(child, base_url) for child in tree.root if local_name(child) in ("url", "sitemap")
    )
    found = tuple(page for page in read if page is not None)
    if name == "urlset":
        return Sitemap(found, fault=tree.fault)
    return Sitemap((), found, tree.fault)


def _unpack(data: bytes, source: str) -> bytes:
    try:
        with open_bytes(io.BytesIO(data)) as stream:
            return read_bytes(stream, source, _MAX_BYTES)
    except (EOFError, OSError) as error:
        raise SourceError(source, f"cannot be unpacked: {error}", code="truncated") from error


def _page(element: etree._Element, base_url: str | None) -> SitePage | None:
    """One entry of a sitemap; ``None`` where it has no address."""
    told: dict[str, str] = {}
    for one in element.iter():
        name = local_name(one)
        if name in ("loc", "lastmod", "publication_date", "title", "name") and one.text:
            told.setdefault(name, " ".join(one.text.split()))
    url = web_address(told.get("loc"), base_url)
    if url is None:
        return None
    changed = told.get("lastmod")
    day = parse_date(told.get("publication_date")) or parse_date(changed)
    return SitePage(url, day, told.get("title"), told.get("name"), changed)
