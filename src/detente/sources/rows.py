"""Rows: what every format's reader gives, and how a row becomes a document."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from detente.records import Document, Genre, Reject
from detente.sources.dates import parse_date
from detente.sources.decode import storable
from detente.sources.genres import guess_genre, name_genre

__all__ = ["Given", "Place", "Row", "bear", "make_document", "refuse"]

Place = int | str | None
"""The line (or item, or row) in the file, from 1, where there are several; or an offset in it."""

Row = tuple[Place, Mapping[str, object]]
"""Where in the file, and the columns."""

MOST_REJECTS = 100_000
"""In a row: a file of nothing else is no table of documents, and packed it may hold billions."""

T = TypeVar("T")
_MAX_DETAIL = 300
_DEEPEST = 8
"""Of lists and names within each other, as in ``[{"name": ...}]``."""


def refuse(source: str, place: Place, code: str, detail: str) -> Reject:
    """A reject of the reading stage, at ``path:place``."""
    return Reject(_locate(source, place), "read", code, storable(detail)[:_MAX_DETAIL])


def bear(found: Iterable[T | Reject], source: str) -> Iterator[T | Reject]:
    """What was found, up to ``MOST_REJECTS`` rejects in a row, which end the file with one more."""
    rejects = 0
    for one in found:
        yield one
        rejects = rejects + 1 if isinstance(one, Reject) else 0
        if rejects >= MOST_REJECTS:
            detail = f"{rejects:,} places in a row cannot be read; the rest is left unread"
            yield refuse(source, None, "too-long", detail)
            return


def _locate(source: str, place: Place) -> str:
    return storable(source if place is None else f"{source}:{place}")


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller states of all documents; it goes before what the files say."""

    outlet: str | None = None
    author: str | None = None
    date: dt.date | None = None
    genre: Genre | None = None

    @classmethod
    def of(
        cls,
        outlet: str | None,
        author: str | None,
        date: dt.date | str | None,
        genre: Genre | str | None,
    ) -> Given:
        """Check what the caller states; raises ``ValueError`` for no date and for no genre."""
        day = parse_date(date)
        if date is not None and day is None:
            raise ValueError(f"not a date: {date!r} (expected YYYY-MM-DD)")
        kind = name_genre(genre) if isinstance(genre, str) else genre
        if genre is not None and kind is None:
            known = ", ".join(Genre)
            raise ValueError(f"not a genre: {genre!r} (expected one of {known})")
        return cls(outlet, author, day, kind)


def make_document(
    source: str, row: Row, plan: Mapping[str, str], given: Given
) -> Document | Reject:
    """The document that ``row`` holds, its columns named by ``plan``; a reject without text."""
    place, values = row
    text = _text(values.get(plan["text"])) if "text" in plan else ""
    if not text or text.isspace():
        return refuse(source, place, "empty", "no text")
    known = {field: values.get(column) for field, column in plan.items()}
    title, url, word = (_line(known.get(field)) for field in ("title", "url", "genre"))
    outlet = given.outlet or _line(known.get("outlet"))
    author = given.author or _line(known.get("author"))
    document = Document(
        id=_line(known.get("id")) or "",
        text=text,
        title=title,
        outlet=outlet,
        author=author,
        date=given.date or parse_date(known.get("date")),
        genre=given.genre
        or (name_genre(word) if word else None)
        or guess_genre(title, url, outlet, text, author=author, section=word),
        url=url,
        source=_locate(source, place),
        outlets=_names(known.get("outlets")),
    )
    return document if document.id else replace(document, id=f"doc-{document.digest[:16]}")


def _text(value: object) -> str:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):  # paragraphs
        return "\n\n".join(storable(part) for part in value if isinstance(part, str))
    return ""


def _line(value: object, depth: int = 0) -> str | None:
    """One line of metadata: the name in ``{"name": ...}``, authors joined, numbers as written."""
    if value is None or depth > _DEEPEST:
        return None
    if isinstance(value, str):
        return storable(" ".join(value.split())) or None
    if isinstance(value, Mapping):
        return _line(value.get("name") or value.get("title"), depth + 1)
    if isinstance(value, list):
        parts = (_line(part, depth + 1) for part in value)
        return ", ".join(part for part in parts if part) or None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # an id that a table made a float of
    if isinstance(value, bool) or value != value:
        return None
    return storable(" ".join(str(value).split())) or None


def _names(value: object) -> tuple[str, ...]:
    """Outlets, from a list, a JSON list or ``a; b``."""
    if not value:
        return ()
    if isinstance(value, str):
        value = _parsed_list(value) if value.lstrip().startswith("[") else value.split(";")
    if not isinstance(value, Iterable):
        return ()
    return tuple(name for name in map(_line, value) if name)


def _parsed_list(value: str) -> object:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value.strip("[] ").split(";")
