"""Contents: all that a ledger gives back, under whatever filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import duckdb
import pyarrow as pa

from detente.ledger.acts import Act, ActingPair, between, read_acting_pairs, read_acts
from detente.ledger.briefs import BriefNote, read_notes
from detente.ledger.concerns import ConcernEntry, as_concerns, fetch_concerns, read_concerns
from detente.ledger.connection import fetch, fetch_row
from detente.ledger.coverage import Coverage, read_coverage
from detente.ledger.documents import read_document, read_documents, read_passages, read_texts
from detente.ledger.entries import Entry
from detente.ledger.events import as_entries, fetch_events, read_events
from detente.ledger.export import export_concerns, export_events, hash_rows
from detente.ledger.filters import Conditions, Day, Names, as_types, event_conditions
from detente.ledger.integrity import Integrity, check_integrity
from detente.ledger.laid import lay_out
from detente.ledger.merging import Imported, Mirrors, read_imported, read_mirrors
from detente.ledger.patterns import ActorPattern
from detente.ledger.presence import Presence, read_presence, read_unresolved
from detente.ledger.reviewed import ReviewNote, read_review_notes
from detente.ledger.rows import Rows
from detente.ledger.selection import Selection, select
from detente.ledger.storylines import (
    DocumentStory,
    Storyline,
    read_members,
    read_storylines,
)
from detente.records import Document, Passage, Reject

_COUNTS = """
SELECT (SELECT count(*) FROM documents) AS documents,
       (SELECT count(*) FROM live_events WHERE coding >= 0) AS events,
       (SELECT count(*) FROM live_concerns) AS concerns,
       (SELECT count(*) FROM actors) AS actors,
       (SELECT count(*) FROM rejects) AS rejects,
       (SELECT count(*) FROM runs) AS runs,
       (SELECT count(*) FROM codings WHERE NOT live) AS unseen
"""
_ACTORS = """
SELECT actor_id AS actor, name, count(DISTINCT entry) AS events
FROM actors
LEFT JOIN (SELECT actor_id, entry FROM participants
           SEMI JOIN (SELECT entry FROM live_events WHERE coding >= 0) USING (entry)
           WHERE side IN ('source', 'target')) USING (actor_id)
GROUP BY ALL ORDER BY events DESC, actor
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a ledger holds; ``unseen`` are re-codings whose run has not finished."""

    documents: int
    events: int
    concerns: int
    actors: int
    rejects: int
    runs: int
    unseen: int


class Contents:
    """What there is to read in a ledger or a snapshot; see ``Ledger``."""

    _connection: duckdb.DuckDBPyConnection
    _events = "live_events"
    """Where events are read: a snapshot has them put together."""

    def reviews(self) -> list[ReviewNote]:
        """All reviews in the order in which they were made, with what becomes of each."""
        return read_review_notes(self._connection)

    def noted_briefs(self, a: str, b: str) -> list[BriefNote]:
        """The briefs that were noted on a pair, in either order of its sides, oldest first."""
        return read_notes(self._connection, a, b)

    def events(
        self,
        source: str | None = None,
        target: str | None = None,
        type: Names | None = None,
        issue: Names | None = None,
        since: Day | None = None,
        until: Day | None = None,
        modality: Names | None = None,
        coder: str | None = None,
        either_way: bool = False,
        limit: int | None = None,
        *,
        document: Names | None = None,
        id: str | None = None,
    ) -> Rows[Entry]:
        """Events by who acts, towards whom, how, on what and when; of all modalities by default.

        A mutual event is found with its parties in either order, and ``either_way`` finds any
        event so. Raises ``ValueError`` for what is no actor id, type, modality or date.
        """
        wanted = event_conditions(
            source, target, type, issue, since, until, modality, coder, either_way
        )
        wanted.one_of("document_id", document)
        wanted.one_of("event_id", id)
        return read_events(self._connection, wanted, limit, view=self._events)

    def entries(
        self,
        a: str,
        b: str,
        since: Day | None = None,
        until: Day | None = None,
        *,
        coder: str | None = None,
    ) -> list[Entry]:
        """Every entry between two parties, either way, by date: what a brief is made of."""
        return list(
            Contents.events(self, a, b, since=since, until=until, coder=coder, either_way=True)
        )

    def concerns(
        self,
        holder: str | None = None,
        issue: Names | None = None,
        since: Day | None = None,
        until: Day | None = None,
        coder: str | None = None,
        *,
        document: Names | None = None,
        id: str | None = None,
    ) -> Rows[ConcernEntry]:
        """Stated concerns by who holds them, on what, and when they were published."""
        wanted = Conditions()
        if holder is not None:
            condition, parameters = ActorPattern.parse(holder).condition()
            wanted.add(
                f"entry IN (SELECT entry FROM participants WHERE side = 'holder' AND {condition})",
                *parameters,
            )
        wanted.any_in("issues", issue)
        wanted.between("date", since, until)
        wanted.coder(coder)
        wanted.one_of("document_id", document)
        wanted.one_of("concern_id", id)
        return read_concerns(self._connection, wanted)

    def documents(
        self,
        outlet: Names | None = None,
        since: Day | None = None,
        until: Day | None = None,
        limit: int | None = None,
    ) -> Rows[Document]:
        """Documents by outlet and date of publication, without their texts."""
        wanted = Conditions()
        wanted.one_of("outlet", outlet)
        wanted.between("date", since, until)
        return read_documents(self._connection, wanted, limit)

    def document(self, document_id: str) -> Document | None:
        """One document with its text; ``None`` where the ledger has no such id."""
        return read_document(self._connection, document_id)

    def texts(self, document_ids: Iterable[str]) -> list[Document]:
        """Several documents with their texts, in this order; ids that are not here are left out."""
        return read_texts(self._connection, list(dict.fromkeys(document_ids)))

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        """The paragraphs of a document as its coder cut them."""
        return read_passages(self._connection, document_id)

    def storylines(
        self, since: Day | None = None, until: Day | None = None, limit: int | None = None
    ) -> Rows[Storyline]:
        """Stories that were reported in a period, by their first day.

        With a ``limit`` they are those with the most independent reports. Documents are placed
        in stories by ``engine/placing.py``; those that are not placed yet are in none.
        """
        wanted = Conditions()
        wanted.between("last_day", since, None)
        wanted.between("first_day", None, until)
        return read_storylines(self._connection, wanted, limit)

    def storyline(self, story: str) -> list[DocumentStory]:
        """The documents of one story by date, and whose text each repeats, if it does."""
        return read_members(self._connection, story)

    def rejects(self) -> Rows[Reject]:
        """Everything that could not be read, coded or stored, in the order it was met."""
        table = fetch(self._connection, "SELECT source, stage, code, detail FROM rejects")
        return Rows(table, "reject", table.column_names, lambda row: Reject(**row))

    def actors(self) -> Rows[dict[str, Any]]:
        """Actors with their names and the number of events that they have a side in."""
        table = fetch(self._connection, _ACTORS)
        return Rows(table, "actor", table.column_names, dict)

    def runs(self) -> Rows[dict[str, Any]]:
        """Runs with their coder, times (UTC), options (JSON) and status."""
        table = fetch(self._connection, "SELECT * FROM runs ORDER BY run_id")
        return Rows(table, "run", table.column_names, dict)

    def counts(self) -> Counts:
        """How much the ledger holds, as readers see it."""
        return Counts(**fetch_row(self._connection, _COUNTS))

    def coverage(
        self, a: str, b: str, since: Day | None = None, until: Day | None = None
    ) -> Coverage:
        """Reports on two parties by month and outlet, beside all documents by month."""
        parties = Conditions()
        parties.parties(a, b, either_way=True)
        return read_coverage(self._connection, parties, since, until)

    def acts(
        self,
        a: str | None = None,
        b: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
        issue: Names | None = None,
        coder: str | None = None,
        either_way: bool = False,
        *,
        type: Names | None = None,
        statements: bool = False,
    ) -> Rows[Act]:
        """Acts of imported event data by ``a`` towards ``b``; mutual ones in either order.

        Mirrors and duplicates are merged (see ``ledger/merging.py``). ``either_way`` finds acts
        of both directions, ``statements`` also those that have no type. Raises ``ValueError``
        for what is no actor id, type or date.
        """
        wanted = Conditions()
        between(wanted, a, b, either_way=either_way)
        wanted.between("date", since, until)
        wanted.any_in("issues", issue)
        wanted.one_of("coder", coder)
        wanted.one_of("type", as_types(type))
        if not statements:
            wanted.add("type IS NOT NULL")
        return read_acts(self._connection, wanted)

    def acting_pairs(
        self,
        minimum: int = 1,
        level: str = "official",
        since: Day | None = None,
        until: Day | None = None,
        coder: str | None = None,
    ) -> Rows[ActingPair]:
        """Pairs of codes with at least ``minimum`` acts by one coder, statements aside.

        ``level`` ``official`` counts acts of states, organisations and their organs, ``all``
        whatever bears the code. Raises ``ValueError`` for another level or no date.
        """
        wanted = Conditions()
        wanted.add("type IS NOT NULL")
        wanted.between("date", since, until)
        wanted.one_of("coder", coder)
        return read_acting_pairs(self._connection, minimum, level, wanted)

    def imported(self, coder: str) -> Imported:
        """How many rows of a coder there are, and the acts that they make."""
        return read_imported(self._connection, coder)

    def mirrors(self, coder: str) -> Mirrors:
        """How many imported rows of a coder stand there in the other direction too."""
        return read_mirrors(self._connection, coder)

    def presence(
        self, code: Names | None = None, since: Day | None = None, until: Day | None = None
    ) -> Rows[Presence]:
        """What every coder has of each actor in each year: events, reports, outlets, silence."""
        return read_presence(self._connection, code, since, until)

    def unresolved(self, coder: str | None = None) -> Rows[dict[str, Any]]:
        """Names of imported actors that no table knows, with the number of rows, most first."""
        return read_unresolved(self._connection, coder)

    def export(self, entries: Iterable[Entry] | None = None) -> Iterator[dict[str, Any]]:
        """Events (all, or those given) as JSON-able rows in the fields of ``detente code``."""
        return export_events(Contents.events(self) if entries is None else entries)

    def select(
        self,
        source: str | None = None,
        target: str | None = None,
        type: Names | None = None,
        issue: Names | None = None,
        since: Day | None = None,
        until: Day | None = None,
        modality: Names | None = None,
        coder: str | None = None,
        either_way: bool = False,
        limit: int | None = None,
    ) -> Selection:
        """Events, concerns and imported acts under the filters of ``events``, read in batches.

        ``limit`` holds for each. The source of a concern is who holds it, its target whom it
        names; it has no type. Acts and concerns have no modality but ``actual``, acts coders
        without versions. Raises ``ValueError`` as ``events`` does.
        """
        asked = (source, target, type, issue, since, until, modality, coder, either_way, limit)
        return select(self._connection, *asked)

    def lay_out(self, base: int) -> dict[str, pa.Table]:
        """What was read in texts, table by table, its keys counted from ``base``."""
        return lay_out(self._connection, base)

    # Proof

    def integrity(self) -> Integrity:
        """Proof, by query, that each quote stands in its document at its offsets."""
        return check_integrity(self._connection)

    def content_hash(self) -> str:
        """SHA-256 (hex) of all live events and concerns as their coders wrote them, whatever runs
        they came in and whatever reviewers say of them."""
        events = fetch_events(self._connection, Conditions(), view="coded_events")
        concerns = fetch_concerns(self._connection, Conditions(), view="coded_concerns")
        return hash_rows(
            chain(export_events(as_entries(events)), export_concerns(as_concerns(concerns)))
        )
