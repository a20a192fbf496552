"""Selections: part of a ledger, read in batches of bearable size, as exports write it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from detente.ledger.acts import between
from detente.ledger.connection import fetch, stream
from detente.ledger.entries import Entry
from detente.ledger.events import as_entries, fetch_events, flatten
from detente.ledger.filters import (
    Conditions,
    Day,
    Names,
    as_names,
    as_types,
    event_conditions,
)
from detente.ledger.rows import Rows
from detente.ledger.ties import TIES

TABLES = ("events", "participants", "attributions", "evidence", "documents", "acts")
"""The tables of a selection; ``entry`` joins the first four, ``document_id`` the fifth."""

_BATCH = 5_000
"""Events, or acts and their reports, that are held at a time."""
_CONTEXT_CHARS = 32

_ORDER = "ORDER BY date NULLS LAST, document_id, entry"
_IN_BATCH = "entry BETWEEN ? AND ? AND entry IN (SELECT unnest(?))"
_PARTS = {
    "participants": f"""SELECT entry, side, position, actor_id AS actor, code, role, person
        FROM participants WHERE {_IN_BATCH} ORDER BY entry, side, position""",
    "attributions": f"""SELECT entry, depth, kind, name, actor_id AS actor, cue, quoted, named, form
        FROM attributions WHERE {_IN_BATCH} ORDER BY entry, depth""",
    "evidence": f"""SELECT entry, part, position, start_char, end_char, text
        FROM evidence WHERE {_IN_BATCH} ORDER BY entry, start_char, part, position""",
}
_SPANS = f"""
SELECT e.event_id AS id, e.type, e.content, e.modality, e.coder || '/' || e.version AS coder,
    (SELECT string_agg(actor_id, ';' ORDER BY position) FROM participants AS p
     WHERE p.entry = e.entry AND side = 'source') AS source,
    (SELECT string_agg(actor_id, ';' ORDER BY position) FROM participants AS p
     WHERE p.entry = e.entry AND side = 'target') AS target,
    part, position, start_char, end_char, evidence.text AS text,
    substring(documents.text, greatest(start_char - {_CONTEXT_CHARS}, 0) + 1,
              least({_CONTEXT_CHARS}, start_char)) AS prefix,
    substring(documents.text, end_char + 1, {_CONTEXT_CHARS}) AS suffix,
    document_id, url
FROM (SELECT * FROM events WHERE {_IN_BATCH}) AS e
JOIN evidence USING (entry) JOIN documents USING (document_id)
ORDER BY e.date NULLS LAST, document_id, e.entry,
    list_position(['quote', 'trigger', 'source', 'target'], part), position
"""
_DOCUMENTS = "document_id, title, outlet, outlets, author, date, genre, url"
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
    events = event_conditions(
        source, target, type, issue, since, until, modality, coder, either_way
    )
    acts = Conditions()
    between(acts, source, target, either_way=either_way)
    acts.one_of("type", as_types(type))
    acts.any_in("issues", issue)
    acts.between("date", since, until)
    acts.one_of("coder", coder)
    if modality is not None and "actual" not in as_names(modality):
        acts.add("FALSE")
    return Selection(connection, events, acts, limit)


class Selection:
    """Events and imported acts under the same filters; ``Ledger.select`` makes it.

    Every reading method yields batches, by date; only a number an event is held for all of it.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        events: Conditions,
        acts: Conditions,
        limit: int | None,
    ) -> None:
        self._connection = connection
        most = "" if limit is None else f"LIMIT {int(limit)}"
        self._events = f"FROM live_events AS events {events.where()} {_ORDER} {most}"
        self._event_values = events.parameters
        if limit is not None:
            inner = f"SELECT act_id FROM acts {acts.where()} ORDER BY date, act_id {most}"
            acts = Conditions([f"act_id IN ({inner})"], acts.parameters)
        self._acts = acts

    @cached_property
    def _numbers(self) -> pa.Array:
        table = fetch(self._connection, f"SELECT entry {self._events}", self._event_values)
        return table["entry"].combine_chunks()

    @property
    def events(self) -> int:
        """How many events there are."""
        return len(self._numbers)

    @cached_property
    def acts(self) -> int:
        """How many imported acts there are."""
        return sum(count for _, _, count in self._slices)

    def entries(self) -> Iterator[Rows[Entry]]:
        """The events as records."""
        for values in self._batches():
            yield as_entries(self._fetch_events(values))

    def table(self, name: str) -> Iterator[pa.Table]:
        """One of ``TABLES``, at least one batch of it, which may have no rows."""
        if name == "events":
            return (_event_table(self._fetch_events(values)) for values in self._batches(True))
        if name == "documents":
            return self._documents()
        if name == "acts":
            return self._by_days(f"SELECT {_ACTS} FROM acts {self._dated_acts()} ORDER BY date, id")
        return (fetch(self._connection, _PARTS[name], values) for values in self._batches(True))

    def spans(self) -> Iterator[pa.Table]:
        """Every piece of evidence with what stands before and behind it, quotes first."""
        return (fetch(self._connection, _SPANS, values) for values in self._batches())

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
            events=f"SELECT coder || '/' || version AS coder, date FROM (SELECT * {self._events})",
            acts=f"SELECT coder, date FROM acts {self._acts.where()}",
        )
        return fetch(self._connection, query, [*self._event_values, *self._acts.parameters])

    def outlets(self) -> pa.Table:
        """Events by the outlet of their document, most first."""
        query = _OUTLETS.format(events=f"SELECT document_id {self._events}")
        return fetch(self._connection, query, self._event_values)

    def _batches(self, always: bool = False) -> Iterator[list[object]]:
        """Parameters of ``_IN_BATCH``, batch by batch; an empty one if there ``always`` is one."""
        for start in range(0, max(len(self._numbers), always), _BATCH):
            batch = self._numbers.slice(start, _BATCH)
            yield [pc.min(batch).as_py(), pc.max(batch).as_py(), batch.to_pylist()]

    def _fetch_events(self, values: list[object]) -> pa.Table:
        return fetch_events(self._connection, Conditions([_IN_BATCH], list(values)))

    def _documents(self) -> Iterator[pa.Table]:
        ids = f"SELECT document_id {self._events}"
        query = f"""SELECT {_DOCUMENTS} FROM documents WHERE document_id IN ({ids})
                    ORDER BY date NULLS LAST, document_id"""
        return stream(self._connection, query, self._event_values)

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


def _event_table(stored: pa.Table) -> pa.Table:
    """Events as a flat table, with the keys, offsets and lists that ``flatten`` leaves out."""
    flat = flatten(stored)
    columns = {"entry": stored["entry"]}
    columns |= {name: flat[name] for name in flat.column_names}
    columns["issue"], columns["context"] = stored["issues"], stored["contexts"]
    columns["amount_text"] = stored["amount_text"]
    columns["quote_start"] = pc.struct_field(stored["quote"], "start")
    columns["quote_end"] = pc.struct_field(stored["quote"], "end")
    for name in ("outlets", "author", "genre"):
        columns[name] = stored[name]
    return pa.table(columns)
