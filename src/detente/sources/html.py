"""Saved web pages: main text and metadata, by trafilatura."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

from detente.records import Reject
from detente.sources.columns import Columns
from detente.sources.dates import parse_date
from detente.sources.decode import decode, read_bytes
from detente.sources.rows import Place, Row, refuse
from detente.sources.weight import find_excess, lighten

__all__ = ["MAX_PAGE_BYTES", "read_html", "read_page"]

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w.:-]+)""", re.I
)
_DECLARATION = re.compile(r"<\?xml[^>]{0,500}\?>")
_PUBLISHED = (
    re.compile(
        r"""<meta(?=[^>]{0,500}\barticle:published_time\b)[^>]{0,500}\bcontent=["']([^"'>]+)""",
        re.I,
    ),
    re.compile(
        r"""<time(?=[^>]{0,500}["']datePublished["'])[^>]{0,500}\bdatetime=["']([^"'>]+)""", re.I
    ),
)
_HEAD_BYTES = 4096
_DATES = {"original_date": True, "extensive_search": False}
"""A page without a date has none: any number would do for an extensive search, and it is slow."""
MAX_PAGE_BYTES = 16 * 1024 * 1024
"""Longest page that is read: the parser's tree takes many times that."""


def read_html(stream: io.BufferedReader, source: str, columns: Columns) -> Iterator[Row | Reject]:
    """The page's main text with title, author, outlet, date and address; a reject without text.

    The outlet is the site's name, else its host; the site's categories stand as the section.
    """
    yield read_page(read_bytes(stream, source, MAX_PAGE_BYTES), source)


def read_page(
    data: bytes,
    source: str,
    place: Place = None,
    *,
    charset: str | None = None,
    url: str | None = None,
) -> Row | Reject:
    """As ``read_html``, of a page that came from ``url``, by ``charset`` if it declares none."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a reject says it better
    page = _decode(data, charset)
    excess = find_excess(page)
    if excess is not None:
        return refuse(source, place, "too-long", excess)
    page = lighten(page)
    try:
        found = _extract(page, url, strict=True) or _extract(page, url, strict=False)
    except Exception as error:  # any page on earth goes through it, and one must not end a run
        return refuse(source, place, "unreadable", f"{type(error).__name__}: {error}")
    if found is None:
        return refuse(source, place, "no-text", "no main text found in the page")
    return (
        place,
        {
            "text": found.text,
            "title": found.title,
            "author": found.author,
            "outlet": found.sitename or found.hostname,
            "date": _published(page) or found.date,
            "url": url or found.url,
            "section": "; ".join(found.categories or ()),
        },
    )


def _extract(page: str, url: str | None, *, strict: bool) -> Any:
    """What trafilatura finds; strictly, no headlines of other articles on a page with little text.

    ``None`` where it finds no text.
    """
    from trafilatura import bare_extraction

    found = bare_extraction(
        page,
        url=url,
        fast=True,
        with_metadata=True,
        include_comments=False,
        favor_precision=strict,
        date_extraction_params=_DATES,
    )
    return found if found is not None and (found.text or "").strip() else None


def _published(page: str) -> str | None:
    """The day that the page marks as its own; pictures in it may have days of theirs."""
    found = (pattern.search(page) for pattern in _PUBLISHED)
    return next((match[1] for match in found if match and parse_date(match[1])), None)


def _decode(data: bytes, charset: str | None) -> str:
    """The page in the encoding it declares, else ``charset``; never a declaration in it."""
    declared = _CHARSET.search(data[:_HEAD_BYTES])
    name = declared[1].decode("ascii", "replace") if declared else charset
    return _DECLARATION.sub("", decode(data, name), count=1)
