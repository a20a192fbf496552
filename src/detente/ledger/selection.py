"""Selections: part of a ledger, read in batches of bearable size, as exports write it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from detente.ledger.concerns import ConcernEntry, as_concerns, fetch_concerns
from detente.ledger.connection import fetch, stream
from detente.ledger.criteria import Criteria, find_criteria
from detente.ledger.entries import Entry
from detente.ledger.events import as_entries, fetch_events
from detente.ledger.exported import (
    CONCERN_SPANS,
    EVENT_SPANS,
    IN_BATCH,
    PART_ORDER,
    PARTS,
    concern_table,
    event_table,
    read_tellings,
    story_table,
)
from detente.ledger.filters import Conditions, Day, Names
from detente.ledger.rows import Rows
from detente.ledger.storylines import read_storylines
from detente.ledger.ties import TIES

TABLES = (
    "events", "participants", "attributions", "evidence", "concerns", "documents", "stories",
    "story_documents", "acts",
)  # fmt: skip
"""The tables of a selection; ``entry`` joins the first four, ``document_id`` and ``story`` join
events and concerns with documents and stories. Entries are numbered by date and document, whatever
order they came into the ledger in."""

_BATCH = 5_000
"""Events, concerns, or acts and their reports, that are held at a time."""

_ORDER = "ORDER BY date NULLS LAST, document_id, entry"
# Of every document that the selection rests on, and of those that tell the same stories.
_OWN = "WITH own AS ((SELECT document_id {events}) UNION (SELECT document_id {concerns}))"
_TOLD = """
SELECT story FROM document_stories WHERE document_id IN (SELECT document_id FROM own)
"""
_DOCUMENTS = f"""{_OWN}
SELECT document_id, title, outlet, outlets, author, date, genre, url FROM documents
WHERE document_id IN (SELECT document_id FROM own) OR document_id IN (
    SELECT document_id FROM document_stories WHERE story IN ({_TOLD}))
ORDER BY date NULLS LAST, document_id
"""
_STORY_DOCUMENTS = f"""{_OWN}
SELECT story, document_id, copy_of FROM document_stories JOIN documents USING (document_id)
WHERE story IN ({_TOLD}) ORDER BY story, date NULLS LAST, document_id
"""
_ACTS = """act_id AS id, date, source, source_name, target, target_name, code, type,
    mode, content, CAST(quad AS INTEGER) AS quad, score, goldstein, contexts AS context,
    issues AS issue, mutual, mirrored, reports, outlets AS outlet_count, confidence, coder"""
_REPORTS = """
SELECT record, reports.date, reports.source_name, source_id AS source, reports.target_name,
    target_id AS target, reports.code, reports.type, reports.mode, reports.contexts AS context,
    CAST(reports.quad AS INTEGER) AS quad, reports.score, reports.goldstein, story, sentence,
    publisher, place
FROM act_reports JOIN reports USING (coder, date, digest)
WHERE act_id IN (SELECT act_id FROM acts {where}) AND date BETWEEN ? AND ?
ORDER BY date, file, line, digest
"""
_SUMMARY = """
SELECT coder, count(*) AS rows, min(date) AS first, max(date) AS last
FROM ({events} UNION ALL {acts}) GROUP BY coder ORDER BY coder
"""
_OUTLETS = """
SELECT coalesce(outlet, outlets[1], '') AS outlet, count(*) AS rows
FROM documents JOIN ({events}) AS chosen USING (document_id)
GROUP BY 1 ORDER BY rows DESC, outlet
"""


def select(
    connection: duckdb.DuckDBPyConnection,
    source: str | None,
    target: str | None,
    type: Names | None,
    issue: Names | None,
    since: Day | None,
    until: Day | None,
    modality: Names | None,
    coder: str | None,
    either_way: bool,
    limit: int | None,
) -> Selection:
    """See ``Ledger.select``."""
    if limit is not None and limit < 0:
        raise ValueError(f"limit is a number of rows, not {limit}")
    chosen = find_criteria(source, target, type, issue, since, until, modality, coder, either_way)
    return Selection(connection, chosen, limit)


class Selection:
    """Events, concerns and imported acts under the same filters; ``Ledger.select`` makes it.

    Its documents are those that events and concerns stand in, and all that tell the same stories.
    Every reading method yields batches, by date; only a number an entry, and a row a story, is
    held for all of it.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        chosen: Criteria,
        limit: int | None,
    ) -> None:
        self._connection = connection
        most = "" if limit is None else f"LIMIT {int(limit)}"
        self._events = f"FROM live_events AS events {chosen.events.where()} {_ORDER} {most}"
        self._event_values = chosen.events.parameters
        self._concerns = f"FROM live_concerns AS concerns {chosen.concerns.where()} {_ORDER} {most}"
        self._concern_values = chosen.concerns.parameters
        acts = chosen.acts
        if limit is not None:
            inner = f"SELECT act_id FROM acts {acts.where()} ORDER BY date, act_id {most}"
            acts = Conditions([f"act_id IN ({inner})"], acts.parameters)
        self._acts = acts

    @cached_property
    def _event_numbers(self) -> pa.Array:
        return self._number(self._events, self._event_values)

    @cached_property
    def _concern_numbers(self) -> pa.Array:
        return self._number(self._concerns, self._concern_values)

    def _number(self, chosen: str, values: list[object]) -> pa.Array:
        return fetch(self._connection, f"SELECT entry {chosen}", values)["entry"].combine_chunks()

    @property
    def events(self) -> int:
        """How many events there are."""
        return len(self._event_numbers)

    @property
    def concerns(self) -> int:
        """How many stated concerns there are."""
        return len(self._concern_numbers)

    @property
    def stories(self) -> int:
        """How many stories their documents tell."""
        return int(self._stories.num_rows)

    @cached_property
    def acts(self) -> int:
        """How many imported acts there are."""
        return sum(count for _, _, count in self._slices)

    def entries(self) -> Iterator[Rows[Entry]]:
        """The events as records."""
        for values in self._batches(self._event_numbers):
            yield as_entries(self._fetch_events(values))

    def concern_entries(self) -> Iterator[Rows[ConcernEntry]]:
        """The concerns as records."""
        for values in self._batches(self._concern_numbers):
            yield as_concerns(self._fetch_concerns(values))

    def table(self, name: str) -> Iterator[pa.Table]:
        """One of ``TABLES``, at least one batch of it, which may have no rows."""
        batches = self._batches(self._event_numbers, True)
        match name:
            case "events":
                found = (self._fetch_events(values) for values in batches)
                return (self._numbered(event_table(self._connection, one)) for one in found)
            case "concerns":
                batches = self._batches(self._concern_numbers, True)
                found = (self._fetch_concerns(values) for values in batches)
                return (self._numbered(concern_table(self._connection, one)) for one in found)
            case "documents":
                return stream(self._connection, self._own(_DOCUMENTS), self._own_values)
            case "stories":
                return iter([self._stories])
            case "story_documents":
                return stream(self._connection, self._own(_STORY_DOCUMENTS), self._own_values)
            case "acts":
                query = f"SELECT {_ACTS} FROM acts {self._dated_acts()} ORDER BY date, id"
                return self._by_days(query)
        parts = (fetch(self._connection, PARTS[name], values) for values in batches)
        return (self._numbered(part).sort_by(PART_ORDER[name]) for part in parts)

    def tellings(self, document_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """``story``, ``copy_of`` and ``independent_reports`` of documents that are in a story."""
        return read_tellings(self._connection, document_ids)

    def spans(self) -> Iterator[pa.Table]:
        """Every piece of evidence with what stands before and behind it, quotes first."""
        batches = self._batches(self._event_numbers)
        return (fetch(self._connection, EVENT_SPANS, values) for values in batches)

    def concern_spans(self) -> Iterator[pa.Table]:
        """The same of concerns: each quote, and what in it the concern is about."""
        batches = self._batches(self._concern_numbers)
        return (fetch(self._connection, CONCERN_SPANS, values) for values in batches)

    def reports(self) -> Iterator[pa.Table]:
        """The rows of other coders' files that the acts were made of."""
        return self._by_days(_REPORTS.format(where=self._acts.where()))

    def ties(self) -> Iterator[pa.Table]:
        """What each actor did towards each other in each month; see ``ledger/ties.py``."""
        query = TIES.format(
            events=f"SELECT * {self._events}", acts=f"SELECT * FROM acts {self._acts.where()}"
        )
        return stream(self._connection, query, [*self._event_values, *self._acts.parameters])

    def actors(self) -> dict[str, str | None]:
        """Names in words of all actors of the ledger, by id."""
        found = fetch(self._connection, "SELECT actor_id, name FROM actors")
        return dict(zip(found["actor_id"].to_pylist(), found["name"].to_pylist(), strict=True))

    def coders(self) -> pa.Table:
        """Events and acts of each coder, with their first and last day."""
        query = _SUMMARY.format(
            events=f"SELECT coded_by AS coder, date FROM (SELECT * {self._events})",
            acts=f"SELECT coder, date FROM acts {self._acts.where()}",
        )
        return fetch(self._connection, query, [*self._event_values, *self._acts.parameters])

    def outlets(self) -> pa.Table:
        """Events by the outlet of their document, most first."""
        query = _OUTLETS.format(events=f"SELECT document_id {self._events}")
        return fetch(self._connection, query, self._event_values)

    @cached_property
    def _positions(self) -> pa.Array:
        return pa.concat_arrays([self._event_numbers, self._concern_numbers])

    def _numbered(self, table: pa.Table) -> pa.Table:
        """The table with the ledger's numbers of entries replaced by places in the selection."""
        places = pc.add(pc.index_in(table["entry"], self._positions), 1)
        at = table.schema.get_field_index("entry")
        return table.set_column(at, "entry", pc.cast(places, pa.int64()))

    def _batches(self, numbers: pa.Array, always: bool = False) -> Iterator[list[object]]:
        """Parameters of ``IN_BATCH``, batch by batch; an empty one if there ``always`` is one."""
        for start in range(0, max(len(numbers), always), _BATCH):
            batch = numbers.slice(start, _BATCH)
            yield [pc.min(batch).as_py(), pc.max(batch).as_py(), batch.to_pylist()]

    def _fetch_events(self, values: list[object]) -> pa.Table:
        return fetch_events(self._connection, Conditions([IN_BATCH], list(values)))

    def _fetch_concerns(self, values: list[object]) -> pa.Table:
        return fetch_concerns(self._connection, Conditions([IN_BATCH], list(values)))

    def _own(self, query: str) -> str:
        return query.format(events=self._events, concerns=self._concerns)

    @property
    def _own_values(self) -> list[object]:
        return [*self._event_values, *self._concern_values]

    @cached_property
    def _stories(self) -> pa.Table:
        told = Conditions([f"story IN ({self._own(_OWN + _TOLD)})"], self._own_values)
        return story_table(read_storylines(self._connection, told, None))

    @cached_property
    def _slices(self) -> list[tuple[dt.date, dt.date, int]]:
        """Runs of days with about ``_BATCH`` acts: first and last day, and acts."""
        query = f"""SELECT date, count(*) AS n FROM acts {self._acts.where()}
                    GROUP BY date ORDER BY date"""
        found: list[tuple[dt.date, dt.date, int]] = []
        for row in fetch(self._connection, query, self._acts.parameters).to_pylist():
            if found and found[-1][2] + row["n"] <= _BATCH:
                found[-1] = (found[-1][0], row["date"], found[-1][2] + row["n"])
            else:
                found.append((row["date"], row["date"], row["n"]))
        return found

    def _dated_acts(self) -> str:
        where = self._acts.where()
        return f"{where} {'AND' if where else 'WHERE'} date BETWEEN ? AND ?"

    def _by_days(self, query: str) -> Iterator[pa.Table]:
        nothing = (dt.date.max, dt.date.min, 0)
        for since, until, _ in self._slices or [nothing]:
            yield fetch(self._connection, query, [*self._acts.parameters, since, until])
