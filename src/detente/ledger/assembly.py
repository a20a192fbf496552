"""Assembly: records put together again from the rows that a query gives."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from detente.ledger.entries import Entry
from detente.records import (
    Actor,
    Amount,
    Content,
    Document,
    Event,
    Evidence,
    Genre,
    Modality,
    Span,
    Voice,
    When,
)


def build_entry(row: dict[str, Any]) -> Entry:
    """The entry that a stored row holds."""
    event = Event(
        document_id=row["document_id"],
        source=actors(row["source"]),
        target=actors(row["target"]),
        type=row["type"],
        evidence=Evidence(
            span(row["quote"]),
            span(row["trigger"]),
            tuple(map(span, row["source_spans"] or ())),
            tuple(map(span, row["target_spans"] or ())),
        ),
        coder=row["coded_by"],
        mode=row["mode"],
        content=_content(row),
        modality=Modality(row["modality"]),
        mutual=row["mutual"],
        object=actors(row["object"]),
        issues=tuple(row["issues"]),
        contexts=tuple(row["contexts"]),
        when=_when(row),
        where=row["place"],
        amount=_amount(row),
        attribution=voices(row["attribution"]),
        confidence=row["confidence"],
    )
    return Entry(
        event,
        build_document(row),
        row["date"],
        row["quad"],
        row["score"],
        row["story"],
        row["copy_of"],
        tuple(row["joined"] or ()),
        tuple(row["apart"] or ()),
    )


def build_document(row: dict[str, Any]) -> Document:
    """The particulars of a row's document; its text is left empty."""
    return Document(
        id=row["document_id"],
        text="",
        title=row["title"],
        outlet=row["outlet"],
        author=row["author"],
        date=row["published"],
        genre=Genre(row["genre"]),
        url=row["url"],
        source=row["read_from"],
        outlets=tuple(row["outlets"]),
    )


def actors(ids: list[str] | None) -> tuple[Actor, ...]:
    """Actors of ids, in their order."""
    return tuple(map(_actor, ids or ()))


_actor = lru_cache(maxsize=65_536)(Actor.parse)


def span(row: dict[str, Any]) -> Span:
    """A span of its stored parts."""
    return Span(row["start"], row["end"], row["text"])


def voices(rows: list[dict[str, Any]] | None) -> tuple[Voice, ...]:
    """An attribution chain, outermost first."""
    return tuple(
        Voice(
            kind=row["kind"],
            name=row["name"],
            actor=_actor(row["actor"]) if row["actor"] else None,
            cue=row["cue"],
            quoted=row["quoted"],
            named=row["named"],
            form=row["form"],
        )
        for row in rows or ()
    )


def _content(row: dict[str, Any]) -> Content | None:
    if row["content"] is None:
        return None
    return Content(row["content"], actors(row["content_source"]), actors(row["content_target"]))


def _when(row: dict[str, Any]) -> When | None:
    if row["date_start"] is None:
        return None
    return When(row["date_start"], row["date_end"], row["granularity"], row["date_origin"])


def _amount(row: dict[str, Any]) -> Amount | None:
    if row["amount_unit"] is None:
        return None
    return Amount(
        row["amount_value"], row["amount_unit"], row["amount_currency"], row["amount_text"]
    )
