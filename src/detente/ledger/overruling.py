"""Overruling: which entries of coders a review stands in place of, and what it puts there.

A review is known by the entry's id, which another version of a coder gives again if it reads the
same. Where it reads otherwise, the entry at the same words between the same parties is what was
reviewed, unless that stood beside it when it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import duckdb

from detente.ledger.assembly import build_entry
from detente.ledger.checks import event_fault
from detente.ledger.connection import fetch
from detente.ledger.documents import read_texts
from detente.ledger.events import fetch_events
from detente.ledger.filters import REVIEW, Conditions
from detente.ledger.reviews import Review, ReviewKind
from detente.ledger.rulings import Ruling, Rulings
from detente.records import Actor, Document, Event

_CODERS = """
SELECT DISTINCT document_id, coder, version FROM codings
WHERE live AND document_id IN (SELECT unnest(?)) ORDER BY ALL
"""
_CONCERNS = """
SELECT concern_id, entry FROM coded_concerns WHERE concern_id IN (SELECT unnest(?)) ORDER BY entry
"""


class ReviewState(StrEnum):
    """What becomes of a review."""

    COUNTS = "counts"
    ABSENT = "not in this coding"  # what it speaks of; what it established counts all the same
    LATER = "reviewed again"
    WITHDRAWN = "withdrawn"
    REFUSED = "cannot stand"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one review, why it cannot stand, and which entry came out of it."""

    state: ReviewState
    detail: str = ""
    event_id: str | None = None


@dataclass(slots=True)
class Effect:
    """What rulings do to a ledger.

    ``overruled`` are entries (by number) that are passed over; ``put_in`` the events that a
    coder's readings get, by name and version of the coder; ``outcomes`` goes by review.
    """

    overruled: set[int] = field(default_factory=set)
    put_in: list[tuple[tuple[str, str], Event]] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Row:
    """An event as a coder wrote it."""

    entry: int
    coder: str
    event: Event


class _Coded:
    """What coders have of the documents that were reviewed."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, rulings: Rulings) -> None:
        ids = sorted(id for ruling in rulings.entries for id in ruling.ids)
        documents = sorted(
            {r.document_id for ruling in rulings.entries for r in ruling.judged if r.document_id}
        )
        self.judged = frozenset(ids)
        self.documents = {d.id: d for d in read_texts(connection, documents)}
        self.coders = defaultdict[str, list[tuple[str, str]]](list)
        for row in fetch(connection, _CODERS, [documents]).to_pylist():
            self.coders[row["document_id"]].append((row["coder"], row["version"]))
        self.concerns = defaultdict[str, set[int]](set)
        for row in fetch(connection, _CONCERNS, [ids]).to_pylist():
            self.concerns[row["concern_id"]].add(row["entry"])
        self.rows = defaultdict[str, list[_Row]](list)
        self.by_id = defaultdict[str, list[_Row]](list)
        wanted = Conditions()
        wanted.add(
            "(document_id IN (SELECT unnest(?)) OR event_id IN (SELECT unnest(?)))", documents, ids
        )
        for row in fetch_events(connection, wanted, view="coded_events").to_pylist():
            found = _Row(row["entry"], row["coder"], build_entry(row).event)
            self.rows[found.event.document_id].append(found)
            self.by_id[found.event.id].append(found)


def find_effect(connection: duckdb.DuckDBPyConnection, rulings: Rulings) -> Effect:
    """What the rulings do to what the ledger now holds."""
    effect = Effect()
    coded = _Coded(connection, rulings)
    effect.documents = coded.documents
    for ruling in rulings.entries:
        _apply(ruling, coded, effect)
    return effect


def _apply(ruling: Ruling, coded: _Coded, effect: Effect) -> None:
    review, event = ruling.review, ruling.event
    fault = _fault(event, coded.documents.get(event.document_id)) if event else ""
    if fault:
        effect.outcomes[review.id] = Outcome(ReviewState.REFUSED, fault)
        return
    rows = _rows_of(ruling, coded)
    concerns = {entry for id in ruling.ids for entry in coded.concerns[id]}
    effect.overruled |= {row.entry for row in rows}
    if ruling.rejected:
        effect.overruled |= concerns
    if event is not None:
        coders = coded.coders[event.document_id] or [(REVIEW, review.reviewer)]
        effect.put_in += [(coder, event) for coder in coders]
    added = all(one.kind is ReviewKind.ADD for one in ruling.judged)
    state = ReviewState.COUNTS if rows or concerns or added else ReviewState.ABSENT
    effect.outcomes[review.id] = Outcome(state, event_id=event.id if event else None)


def _fault(event: Event, document: Document | None) -> str:
    """Why an event may not enter; empty if it may."""
    if document is None:
        return f"the ledger has no document {event.document_id!r}"
    fault = event_fault(event, document.id, document.text, event.coder)
    return fault[1] if fault else ""


def _rows_of(ruling: Ruling, coded: _Coded) -> list[_Row]:
    """The rows in whose place the ruling stands: those of its ids, else the likest of a coder."""
    rows = [row for id in sorted(ruling.ids) for row in coded.by_id[id]]
    have = {row.coder for row in rows}
    others = defaultdict[str, list[_Row]](list)
    for row in _at_the_same_words(ruling, coded):
        if row.coder not in have and row.event.id not in coded.judged | ruling.beside:
            others[row.coder].append(row)
    return rows + [max(some, key=lambda row: _likeness(row, ruling)) for some in others.values()]


def _at_the_same_words(ruling: Ruling, coded: _Coded) -> Iterator[_Row]:
    """Of a rejected entry only what says the same again: who rejects one reading has not
    rejected another."""
    for row in coded.rows[ruling.review.document_id or ""]:
        for reading in ruling.readings:
            if (
                overlap(row.event, reading)
                and _parties(row.event) == _parties(reading)
                and (not ruling.rejected or _says(row.event) == _says(reading))
            ):
                yield row
                break


def overlap(one: Event, other: Event) -> bool:
    """Whether the words that name the acts of two events lie over each other."""
    first, second = one.evidence.trigger, other.evidence.trigger
    return (
        one.document_id == other.document_id
        and first.start < second.end
        and second.start < first.end
    )


def _parties(event: Event) -> frozenset[str]:
    return frozenset(actor.code for actor in (*event.source, *event.target))


def _says(event: Event) -> tuple[str, str | None, str]:
    return event.type, event.content.type if event.content else None, event.modality.value


def _likeness(row: _Row, ruling: Ruling) -> tuple[int, int]:
    """How many of its traits one of the readings has; of equals, the first in the ledger."""
    return max(_shared(row.event, reading) for reading in ruling.readings), -row.entry


def _shared(one: Event, other: Event) -> int:
    pairs = [
        *zip(_says(one), _says(other), strict=True),
        (one.source, other.source),
        (one.target, other.target),
        (one.evidence.trigger, other.evidence.trigger),
    ]
    return sum(mine == theirs for mine, theirs in pairs)


def actors_of(event: Event) -> set[Actor]:
    """Everybody whom an event names."""
    content = event.content
    return {
        *event.source, *event.target, *event.object,
        *((*content.source, *content.target) if content else ()),
        *(voice.actor for voice in event.attribution if voice.actor),
    }  # fmt: skip


def outcome(review: Review, effect: Effect, rulings: Rulings) -> Outcome:
    """What becomes of a review."""
    if review.id in rulings.withdrawn:
        return Outcome(ReviewState.WITHDRAWN)
    if review.id in rulings.idle:
        return Outcome(ReviewState.REFUSED, "there is no review of this id by the same reviewer")
    if review.kind.judges:
        return effect.outcomes.get(review.id, Outcome(ReviewState.LATER))
    return Outcome(ReviewState.COUNTS)
