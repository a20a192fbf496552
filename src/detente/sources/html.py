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
from detente.sources.rows import Row, refuse

__all__ = ["read_html"]

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w.:-]+)""", re.I
)
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,500}\?>")
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
_MAX_BYTES = 16 * 1024 * 1024  # the parser's tree takes many times that


def read_html(stream: io.BufferedReader, source: str, columns: Columns) -> Iterator[Row | Reject]:
    """The page's main text with title, author, outlet, date and address; a reject without text.

    The outlet is the site's name, else its host; the site's categories stand as the section.
    """
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a reject says it better
    page = _decode(read_bytes(stream, source, _MAX_BYTES))
    try:
        found = _extract(page, strict=True) or _extract(page, strict=False)
    except Exception as error:  # any page on earth goes through it, and one must not end a run
        yield refuse(source, None, "unreadable", f"{type(error).__name__}: {error}")
        return
    if found is None:
        yield refuse(source, None, "no-text", "no main text found in the page")
        return
    yield (
        None,
        {
            "text": found.text,
            "title": found.title,
            "author": found.author,
            "outlet": found.sitename or found.hostname,
            "date": _published(page) or found.date,
            "url": found.url,
            "section": "; ".join(found.categories or ()),
        },
    )


def _extract(page: str, *, strict: bool) -> Any:
    """What trafilatura finds; strictly, no headlines of other articles on a page with little text.

    ``None`` where it finds no text.
    """
    from trafilatura import bare_extraction

    found = bare_extraction(
        page, fast=True, with_metadata=True, include_comments=False, favor_precision=strict
    )
    return found if found is not None and (found.text or "").strip() else None


def _published(page: str) -> str | None:
    """The day that the page marks as its own; pictures in it may have days of theirs."""
    found = (pattern.search(page) for pattern in _PUBLISHED)
    return next((match[1] for match in found if match and parse_date(match[1])), None)


def _decode(data: bytes) -> str:
    """The page in the encoding it declares, if Python knows that; never a declaration in it."""
    declared = _CHARSET.search(data[:_HEAD_BYTES])
    name = declared[1].decode("ascii", "replace") if declared else None
    try:
        text = decode(data, name)
    except (LookupError, ValueError):  # an unknown name, or one that is no text encoding
        text = decode(data)
    return _DECLARATION.sub("", text, count=1)
