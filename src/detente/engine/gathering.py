"""Gathering: what is new in a feed or sitemap, and how an entry becomes a document."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from detente.engine.feeds_file import FeedSpec
from detente.engine.watch_state import Pending, WatchState
from detente.records import Document, Reject
from detente.sources.columns import Columns
from detente.sources.feeds import FeedItem, parse_feed
from detente.sources.fetching import Fetched
from detente.sources.html import read_page
from detente.sources.rows import Given, make_document
from detente.sources.sitemaps import Sitemap, SitePage, parse_sitemap

__all__ = ["MAX_NEW", "Taken", "add_page", "as_document", "newest", "read_items", "take"]

MAX_NEW = 2000
"""So many new entries are taken from a feed at a time; the others at its next poll."""

_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.I)
_TOMORROW = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """New entries, how many were known already or too old, and whether there were too many."""

    new: tuple[Pending, ...]
    passed_over: int
    more: bool


def _charset(answer: Fetched) -> str | None:
    """What the server says that the page is written in."""
    found = _CHARSET.search(answer.headers.get("content-type", ""))
    return found[1] if found else None


def read_items(spec: FeedSpec, answer: Fetched) -> tuple[list[FeedItem], Sitemap | None]:
    """The entries of a feed or sitemap; the sitemap itself where it is one.

    Raises ``SourceError`` for what is neither (see ``parse_feed`` and ``parse_sitemap``).
    """
    how = {"charset": _charset(answer), "base_url": answer.url}
    if spec.kind == "feed":
        return list(parse_feed(answer.body, spec.url, **how).items), None
    found = parse_sitemap(answer.body, spec.url, **how)
    return [_as_item(page) for page in found.pages], found


def _as_item(page: SitePage) -> FeedItem:
    return FeedItem(page.url, page.url, page.title or "", "", outlet=page.outlet, date=page.date)


def take(
    spec: FeedSpec, items: Iterable[FeedItem], state: WatchState, today: dt.date, *, first: bool
) -> Taken:
    """Those of a feed's entries that are new, which from now on are known.

    An entry is known by its guid, else its address, else its text. A page is fetched once for an
    outlet, however many feeds have it. Of a feed that was read before, an undated entry is of
    today; of one that is read for the ``first`` time, nobody knows.
    """
    known = state.feed(spec.url).known
    number = today.toordinal()
    new: list[Pending] = []
    passed = 0
    for item in items:
        key = _hash(spec.url, item.key or item.url or item.text)
        page = _hash(spec.outlet or spec.url, item.url) if spec.full_text and item.url else None
        if (
            key in known
            or (page is not None and page in state.pages)
            or _is_too_old(spec, item, today, first)
        ):
            passed += 1
        elif len(new) < MAX_NEW:
            new.append(_pending(spec, item, None if first else today, page is not None))
        else:
            return Taken(tuple(new), passed, True)
        known[key] = number
        if page is not None:
            state.pages[page] = number
    return Taken(tuple(new), passed, False)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _is_too_old(spec: FeedSpec, item: FeedItem, today: dt.date, first: bool) -> bool:
    """Whether an entry lies behind the feed's ``max_age``; undated ones do when all is new."""
    if spec.max_age_days is None:
        return False
    if item.date is None:
        return first
    return (today - item.date).days > spec.max_age_days


def _pending(spec: FeedSpec, item: FeedItem, undated: dt.date | None, fetch: bool) -> Pending:
    row = {name: value for name, value in item.row().items() if value}
    if item.date is not None:
        row["date"] = item.date.isoformat()
    row |= {"outlet": spec.outlet} if spec.outlet else {}
    row |= {"genre": str(spec.genre)} if spec.genre else {}
    return Pending(spec.url, row, fetch, undated=undated.isoformat() if undated else None)


def add_page(pending: Pending, answer: Fetched) -> Reject | None:
    """Put the article of a page into an entry; what the feed says of it goes before the page.

    Gives the reject of a page without an article, and leaves the entry as it was.
    """
    found = read_page(answer.body, answer.url, charset=_charset(answer), url=answer.url)
    if isinstance(found, Reject):
        return found
    page = {name: str(value) for name, value in found[1].items() if value}
    pending.row = {**page, **pending.row, "url": answer.url, "text": page["text"]}
    pending.fetch = False
    return None


def as_document(pending: Pending, today: dt.date) -> Document | Reject:
    """The document of an entry; a day that is yet to come is none."""
    row = dict(pending.row)
    if _is_to_come(str(row.get("date")), today):
        del row["date"]
    if not row.get("date") and pending.undated:
        row["date"] = pending.undated
    source = str(row.get("url") or pending.feed)
    plan = Columns().plan(tuple(row))
    return make_document(source, (None, row), plan, Given())


def _is_to_come(day: str, today: dt.date) -> bool:
    try:
        return dt.date.fromisoformat(day) > today + _TOMORROW
    except ValueError:
        return False


def newest(maps: Iterable[SitePage], limit: int) -> list[SitePage]:
    """The sitemaps of an index that changed last, those that do not say when at the end."""
    return sorted(maps, key=lambda one: one.changed or "", reverse=True)[:limit]
