"""Reviewing: an analyst's word on an entry, put into the journal with what it was said of.

The ledger need not be free: what is reviewed is looked up in it, or in its published snapshot
while a run writes, and the journal stands beside both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from detente.engine.drafting import amend_event, draft_event
from detente.errors import LedgerBusyError, LedgerError
from detente.ledger import Ledger, Review, ReviewKind
from detente.ledger.checks import event_fault
from detente.ledger.filters import REVIEW
from detente.ledger.journal import append_review, journal_path, read_journal
from detente.ledger.overruling import overlap
from detente.ledger.published import Attached, Snapshot, attach
from detente.ledger.publishing import snapshot_path
from detente.records import Concern, Document, Event


@contextmanager
def open_reading(path: str | Path) -> Iterator[Ledger]:
    """The ledger, or its snapshot where somebody else holds it; raises ``LedgerBusyError`` where
    there is none."""
    try:
        ledger = Ledger.open(path, read_only=True)
    except LedgerBusyError:
        snapshot = snapshot_path(path)
        if not snapshot.exists():
            raise
        database = attach(snapshot)
        try:
            yield Snapshot.over(Attached(database), snapshot)
        finally:
            database.close()
    else:
        with ledger:
            yield ledger


def judge(
    reading: Ledger, kind: ReviewKind | str, id: str, reviewer: str, *, note: str = ""
) -> Review:
    """A review that confirms or rejects one entry.

    Raises ``LedgerError`` where the ledger has no such entry, and as ``Review`` does.
    """
    found = find_entry(reading, id)
    if isinstance(found, Concern):
        return Review.make(kind, reviewer, entries=(id,), concern=found, note=note)
    beside = _beside(reading, found)
    return Review.make(kind, reviewer, entries=(id,), found=found, beside=beside, note=note)


def correct(
    reading: Ledger, id: str, reviewer: str, fields: Mapping[str, Any], *, note: str = ""
) -> Review:
    """A review that corrects some fields of one event, as ``drafting.amend_event`` takes them.

    Raises ``LedgerError`` where the ledger has no such event, ``ValueError`` for fields that
    cannot stand, or change nothing.
    """
    found = find_entry(reading, id)
    if isinstance(found, Concern):
        raise ValueError(f"{id} is a stated concern; it can be confirmed or rejected")
    document = _document(reading, found.document_id)
    event = _checked(amend_event(found, document, fields), document)
    if event == replace(found, coder=event.coder, confidence=event.confidence):
        raise ValueError("the correction changes nothing; confirm the entry instead")
    return Review.make(
        ReviewKind.CORRECT, reviewer, entries=(id,), found=found, event=event,
        beside=_beside(reading, found), note=note,
    )  # fmt: skip


def add(
    reading: Ledger,
    document_id: str,
    reviewer: str,
    fields: Mapping[str, Any],
    *,
    note: str = "",
) -> Review:
    """A review that adds an event which no coder has, as ``drafting.draft_event`` takes it.

    Raises ``LedgerError`` where the ledger has no such document, ``ValueError`` for what cannot
    stand, or stands there already.
    """
    document = _document(reading, document_id)
    event = _checked(draft_event(document, fields), document)
    if len(Ledger.events(reading, id=event.id)):
        raise ValueError(f"the ledger has this very event already: {event.id}; confirm that")
    return Review.make(ReviewKind.ADD, reviewer, event=event, note=note)


def join(reading: Ledger, ids: Sequence[str], reviewer: str, *, note: str = "") -> Review:
    """A review that calls entries one act; raises ``LedgerError`` for one that is not there."""
    for id in ids:
        find_entry(reading, id)
    return Review.make(ReviewKind.MERGE, reviewer, entries=tuple(ids), note=note)


def part(
    reading: Ledger, ids: Sequence[str], others: Sequence[str], reviewer: str, *, note: str = ""
) -> Review:
    """A review that calls entries another act than others; raises as ``join``."""
    for id in (*ids, *others):
        find_entry(reading, id)
    return Review.make(
        ReviewKind.SPLIT, reviewer, entries=tuple(ids), apart=tuple(others), note=note
    )


def withdraw(ledger: str | Path, id: str, reviewer: str, *, note: str = "") -> Review:
    """A review that takes back an earlier one of the same reviewer.

    Raises ``LedgerError`` where the journal has none of this id, ``ValueError`` for another's.
    """
    known = {review.id: review for review in read_journal(journal_path(ledger)).reviews}
    withdrawing = Review.make(ReviewKind.WITHDRAW, reviewer, withdraws=id, note=note)
    if id not in known:
        raise LedgerError(f"the journal of {ledger} has no review {id}")
    if known[id].reviewer != withdrawing.reviewer:
        raise ValueError(
            f"{id} is {known[id].reviewer}'s review; review the entry anew to overrule it"
        )
    return withdrawing


def keep(ledger: str | Path, review: Review) -> None:
    """Put a review into the ledger's journal; it counts once the ledger is next opened.

    Raises as ``journal.append_review``.
    """
    path = journal_path(ledger)
    if path is None:
        raise LedgerError("a ledger in memory has no journal; keep it in a file")
    append_review(path, review)


def find_entry(reading: Ledger, id: str) -> Event | Concern:
    """An entry as it stands, or, of one that a review hides, as it was found.

    Raises ``LedgerError`` where the ledger has none of this id.
    """
    for entry in Ledger.events(reading, id=id):
        return entry.event
    for stated in Ledger.concerns(reading, id=id):
        return stated.concern
    for note in reversed(reading.reviews()):
        for event in (note.review.found, note.review.stands):
            if event is not None and event.id == id:
                return event
        if note.review.concern is not None and note.review.concern.id == id:
            return note.review.concern
    raise LedgerError(f"there is no entry {id} (detente events --format json shows ids)")


def _beside(reading: Ledger, found: Event) -> tuple[str, ...]:
    """What the same coder, or a reviewer, has at the same words besides."""
    own = {found.coder.split("/")[0], REVIEW}
    return tuple(
        entry.event.id
        for entry in Ledger.events(reading, document=found.document_id)
        if overlap(entry.event, found)
        and entry.event.id != found.id
        and entry.event.coder.split("/")[0] in own
    )


def _document(reading: Ledger, document_id: str) -> Document:
    document = reading.document(document_id)
    if document is None:
        raise LedgerError(f"there is no document {document_id!r}")
    return document


def _checked(event: Event, document: Document) -> Event:
    fault = event_fault(event, document.id, document.text, event.coder)
    if fault is not None:
        raise ValueError(f"the event cannot stand: {fault[1]}")
    return event
