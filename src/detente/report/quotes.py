"""Quotes: the words that prove an entry, cut to length and never changed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from detente.records import Document, Span
from detente.report.language import Language, load_language

QUOTE_WIDTH = 280
ELLIPSIS = "…"
_WORD = re.compile(r"\S+")
_BEFORE_SHARE = 0.4
_LONGEST = 3


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim piece of a document and where to read it.

    ``text`` stands in the document to the letter; ``cut_before`` and ``cut_after`` tell that
    the evidence goes on there. ``trigger`` is the place of the trigger word inside ``text``;
    ``entry_id`` the event or concern that it proves.
    """

    text: str
    cut_before: bool
    cut_after: bool
    trigger: tuple[int, int] | None
    outlet: str
    date: dt.date | None
    title: str | None
    url: str | None
    document_id: str
    entry_id: str
    voice: str | None = None

    @property
    def shown(self) -> str:
        """The text with ``…`` at the ends that were cut."""
        before, after = ELLIPSIS * self.cut_before, ELLIPSIS * self.cut_after
        return f"{before}{self.text}{after}"


def cut_quote(
    quote: Span,
    trigger: Span | None,
    document: Document,
    *,
    entry_id: str = "",
    width: int = QUOTE_WIDTH,
    voice: str | None = None,
    language: Language | None = None,
) -> Quote:
    """Shorten evidence to about ``width`` characters around its trigger, at word boundaries.

    A document without an outlet is said to have none, in the ``language``.
    """
    no_outlet = (language or load_language()).say("line.no_outlet")
    first, last = 0, len(quote.text)
    inner = (trigger.start - quote.start, trigger.end - quote.start) if trigger else (0, 0)
    words = [match.span() for match in _WORD.finditer(quote.text)]
    if words and last > width:
        first, last = _choose(words, inner, width)
    elif words:
        first, last = words[0][0], words[-1][1]
    last = min(last, first + _LONGEST * width)  # a "word" without end is cut all the same
    held = trigger is not None and first <= inner[0] < inner[1] <= last
    place = (inner[0] - first, inner[1] - first) if held else None
    return Quote(
        text=quote.text[first:last],
        cut_before=bool(quote.text[:first].strip()),
        cut_after=bool(quote.text[last:].strip()),
        trigger=place,
        outlet=document.outlet or ", ".join(document.outlets) or no_outlet,
        date=document.date,
        title=document.title,
        url=safe_url(document.url),
        document_id=document.id,
        entry_id=entry_id,
        voice=voice,
    )


def _choose(words: list[tuple[int, int]], inner: tuple[int, int], width: int) -> tuple[int, int]:
    """Grow a window of whole words around the trigger, more behind it than before."""
    held = [i for i, (a, b) in enumerate(words) if b > inner[0] and a < max(inner[1], 1)] or [0]
    low, high = held[0], held[-1]
    while True:
        length = words[high][1] - words[low][0]
        before = (inner[0] - words[low][0]) / max(length, 1)
        can_low = low > 0 and words[high][1] - words[low - 1][0] <= width
        can_high = high + 1 < len(words) and words[high + 1][1] - words[low][0] <= width
        if can_low and (before < _BEFORE_SHARE or not can_high):
            low -= 1
        elif can_high:
            high += 1
        else:
            return words[low][0], words[high][1]


def safe_url(url: str | None) -> str | None:
    """The address if it may stand in a link (http or https, with a host), else ``None``."""
    if url is None or any(c.isspace() or not c.isprintable() for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
