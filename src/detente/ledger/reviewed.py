"""Reviewed: the reviews of the journal taken over into the ledger, where every reading sees them.

What coders wrote is never changed: a reviewed event is a row of its own, and the entry that it
corrects, or that was rejected, is passed over.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from detente.errors import LedgerError
from detente.ledger.batch import Batch
from detente.ledger.connection import fetch, fetch_row, insert, transaction
from detente.ledger.journal import journal_path, read_journal, stamp_journal
from detente.ledger.overruling import Effect, ReviewState, actors_of, find_effect, outcome
from detente.ledger.reviews import Review, read_review, write_review
from detente.ledger.rulings import Rulings, StoryMark, rule
from detente.records import Document
from detente.records_json import event_dict

_LOG = logging.getLogger(__name__)

_STAMPS = """
SELECT (SELECT count(*) || ' ' || coalesce(max(coding), 0) FROM codings WHERE live) AS codings,
       (SELECT any_value(journal) FROM reviewing) AS had_journal,
       (SELECT any_value(codings) FROM reviewing) AS had_codings,
       (SELECT any_value(digest) FROM reviewing) AS had_digest
"""
_NOTES = "SELECT record, state, detail, disputed, event_id FROM reviews ORDER BY place"
_LISTED = pa.schema({
    "place": pa.int32(), "review_id": pa.string(), "record": pa.string(), "state": pa.string(),
    "detail": pa.string(), "disputed": pa.bool_(), "document_id": pa.string(),
    "event_id": pa.string(),
})  # fmt: skip
_MARKS = pa.schema({"event_id": pa.string(), "other": pa.string(), "joined": pa.bool_()})
_OVERRULED = pa.schema({"entry": pa.int64()})


@dataclass(frozen=True, slots=True)
class ReviewNote:
    """A review with what becomes of it in this ledger.

    ``detail`` says why it cannot stand; ``disputed`` that reviewers see its entry differently;
    ``event_id`` is the entry that came out of all reviews of the same, if any did.
    """

    review: Review
    state: ReviewState
    detail: str
    disputed: bool
    event_id: str | None


def read_review_notes(connection: duckdb.DuckDBPyConnection) -> list[ReviewNote]:
    """All reviews that the ledger has taken over, in the order in which they were made."""
    return [
        ReviewNote(
            read_review(row["record"]), ReviewState(row["state"]), row["detail"], row["disputed"],
            row["event_id"],
        )
        for row in fetch(connection, _NOTES).to_pylist()
    ]  # fmt: skip


def is_behind(connection: duckdb.DuckDBPyConnection, ledger: str | Path) -> bool:
    """Whether the journal, or the codings, have changed since the ledger took it over."""
    return _is_behind(fetch_row(connection, _STAMPS), stamp_journal(journal_path(ledger)))


def _is_behind(had: dict[str, Any], stamp: str) -> bool:
    if had["had_journal"] is None:
        return bool(stamp)
    new = stamp not in ("", had["had_journal"])
    return new or had["codings"] != had["had_codings"]


def sync_reviews(connection: duckdb.DuckDBPyConnection, ledger: str | Path) -> None:
    """Take the journal over, where it or the codings have changed since that was done.

    What the ledger took over before it keeps, even from a journal that is gone. Broken lines are
    logged with their number, and so is a journal that cannot be read.
    """
    path = journal_path(ledger)
    stamp, had = stamp_journal(path), fetch_row(connection, _STAMPS)
    if not _is_behind(had, stamp):
        return
    try:
        journal = read_journal(path)
    except LedgerError as error:
        _LOG.warning("reviews were not taken over: %s", error)
        return
    for fault in journal.faults:
        _LOG.warning("%s:%d is passed over: %s", path, fault.line, fault.detail)
    new = {review.id for review in journal.reviews}
    known = [review for review in _known(connection) if review.id not in new]
    with transaction(connection):
        _take_over(connection, [*known, *journal.reviews], stamp)


def follow_codings(connection: duckdb.DuckDBPyConnection) -> None:
    """Apply the reviews that the ledger has taken over to codings that have changed since."""
    had = fetch_row(connection, _STAMPS)
    if had["had_journal"] is not None and had["codings"] != had["had_codings"]:
        with transaction(connection):
            _take_over(connection, _known(connection), had["had_journal"])


def _known(connection: duckdb.DuckDBPyConnection) -> list[Review]:
    return [note.review for note in read_review_notes(connection)]


def _take_over(
    connection: duckdb.DuckDBPyConnection, reviews: Sequence[Review], stamp: str
) -> None:
    had, rulings = fetch_row(connection, _STAMPS), rule(reviews)
    effect = find_effect(connection, rulings)
    listed = list(_list(reviews, rulings, effect))
    digest = _digest(effect, rulings, listed)
    if digest != had["had_digest"]:
        _clear(connection)
        _write(connection, effect, rulings.marks, listed)
    connection.execute("DELETE FROM reviewing")
    connection.execute("INSERT INTO reviewing VALUES (?, ?, ?)", [stamp, had["codings"], digest])


def _list(reviews: Sequence[Review], rulings: Rulings, effect: Effect) -> Iterator[dict[str, Any]]:
    of = {id: ruling for ruling in rulings.entries for id in ruling.ids}
    for place, review in enumerate(reviews):
        found = outcome(review, effect, rulings)
        withdrawn = found.state is ReviewState.WITHDRAWN
        ruling = None if withdrawn or not review.kind.judges else of[review.entries[0]]
        decided = ruling and effect.outcomes[ruling.review.id]
        yield {
            "place": place,
            "review_id": review.id,
            "record": write_review(review),
            "state": found.state.value,
            "detail": found.detail,
            "disputed": bool(ruling and ruling.disputed),
            "document_id": review.document_id,
            "event_id": decided.event_id if decided else None,
        }


def _digest(effect: Effect, rulings: Rulings, listed: Sequence[dict[str, Any]]) -> str:
    """SHA-256 (hex) of all that is to be written."""
    put_in = [(by, event_dict(event, Document("", ""))) for by, event in effect.put_in]
    marks = [(mark.one, mark.other, mark.joined) for mark in rulings.marks]
    whole = json.dumps([sorted(effect.overruled), put_in, marks, listed])
    return hashlib.sha256(whole.encode()).hexdigest()


def _clear(connection: duckdb.DuckDBPyConnection) -> None:
    for table in ("participants", "attributions", "evidence"):
        connection.execute(f"DELETE FROM {table} WHERE entry < 0")
    connection.execute("DELETE FROM events WHERE entry < 0")
    for table in ("reviews", "overruled", "story_marks"):
        connection.execute(f"DELETE FROM {table}")


def _write(
    connection: duckdb.DuckDBPyConnection,
    effect: Effect,
    marks: Sequence[StoryMark],
    listed: Sequence[dict[str, Any]],
) -> None:
    overruled = [{"entry": entry} for entry in sorted(effect.overruled)]
    pairs = [{"event_id": m.one, "other": m.other, "joined": m.joined} for m in marks]
    tables = [
        ("reviews", pa.Table.from_pylist(list(listed), schema=_LISTED)),
        ("overruled", pa.Table.from_pylist(overruled, schema=_OVERRULED)),
        ("story_marks", pa.Table.from_pylist(pairs, schema=_MARKS)),
        *_event_tables(effect),
    ]
    for name, rows in tables:
        insert(connection, name, rows)


def _event_tables(effect: Effect) -> Iterator[tuple[str, pa.Table]]:
    """The rows of reviewed events, for all coders; numbered downwards, as no coder's are."""
    batches: dict[tuple[str, str], Batch] = {}
    reviewers: dict[tuple[str, str], list[str]] = {}
    seen = set[str]()
    for number, (by, event) in enumerate(effect.put_in, 1):
        batch = batches.setdefault(by, Batch(0, *by))
        again = event.id in seen
        seen.add(event.id)
        batch.add_event(-number, -again, event, effect.documents[event.document_id].date)
        reviewers.setdefault(by, []).append(event.coder.partition("/")[2])
    if batches:
        named = next(iter(batches.values()))
        for actor in sorted({a for _, event in effect.put_in for a in actors_of(event)}, key=str):
            named.add_actor(actor)
    for by, batch in batches.items():
        for name, table in batch.tables():
            if name == "events":
                table = table.append_column("reviewer", pa.array(reviewers[by], pa.string()))
            yield name, table
