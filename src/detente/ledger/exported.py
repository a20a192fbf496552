"""Exported: what a selection reads of its events and concerns, as flat tables and as spans."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from detente.ledger.concerns import as_concerns
from detente.ledger.connection import fetch
from detente.ledger.events import flatten
from detente.ledger.storylines import Storyline

CONTEXT_CHARS = 32
"""Of the text before and behind a span."""

IN_BATCH = "entry BETWEEN ? AND ? AND entry IN (SELECT unnest(?))"
PARTS = {
    "participants": f"""SELECT entry, side, position, actor_id AS actor, code, role, person
        FROM participants WHERE {IN_BATCH}""",
    "attributions": f"""SELECT entry, depth, kind, name, actor_id AS actor, cue, quoted, named, form
        FROM attributions WHERE {IN_BATCH}""",
    "evidence": f"""SELECT entry, part, position, start_char, end_char, text
        FROM evidence WHERE {IN_BATCH}""",
}
PART_ORDER = {
    name: [(column, "ascending") for column in columns.split()]
    for name, columns in {
        "participants": "entry side position",
        "attributions": "entry depth",
        "evidence": "entry start_char part position",
    }.items()
}
_SPANS = """
SELECT {columns},
    part, position, start_char, end_char, evidence.text AS text,
    substring(documents.text, greatest(start_char - {context}, 0) + 1,
              least({context}, start_char)) AS prefix,
    substring(documents.text, end_char + 1, {context}) AS suffix,
    document_id, url
FROM (SELECT * FROM {table} WHERE {batch}) AS e
JOIN evidence USING (entry) JOIN documents USING (document_id)
ORDER BY e.date NULLS LAST, document_id, e.entry,
    list_position(['quote', 'trigger', 'source', 'target', 'about'], part), position
"""
_SIDE = """
(SELECT string_agg(actor_id, ';' ORDER BY position) FROM participants AS p
 WHERE p.entry = e.entry AND side = '{side}') AS {side}
"""


def _spans(table: str, *columns: str, sides: Iterable[str]) -> str:
    chosen = ", ".join([*columns, *(_SIDE.format(side=side) for side in sides)])
    return _SPANS.format(columns=chosen, table=table, batch=IN_BATCH, context=CONTEXT_CHARS)


EVENT_SPANS = _spans(
    "live_events", "e.event_id AS id", "e.type", "e.content", "e.modality",
    "e.coded_by AS coder", sides=("source", "target"),
)  # fmt: skip
CONCERN_SPANS = _spans(
    "concerns", "e.concern_id AS id", "e.coder || '/' || e.version AS coder",
    sides=("holder", "actor"),
)  # fmt: skip

_TELLINGS = """
WITH mine AS (
    SELECT document_id, story, copy_of FROM document_stories
    WHERE document_id IN (SELECT unnest(?))
), told AS (
    SELECT story, count(DISTINCT coalesce(copy_of, document_id)) AS independent_reports
    FROM document_stories WHERE story IN (SELECT story FROM mine) GROUP BY story
)
SELECT * FROM mine JOIN told USING (story)
"""
TELLING = {"story": pa.string(), "copy_of": pa.string(), "independent_reports": pa.int64()}
"""What is known of a document as one of the reports of a story; NULL of one in no story."""


def read_tellings(
    connection: duckdb.DuckDBPyConnection, document_ids: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """The fields of ``TELLING`` of each of the documents that is in a story."""
    found = fetch(connection, _TELLINGS, [list(set(document_ids))])
    return {row.pop("document_id"): row for row in found.to_pylist()}


def event_table(connection: duckdb.DuckDBPyConnection, stored: pa.Table) -> pa.Table:
    """Events as a flat table, with the keys, offsets and lists that ``flatten`` leaves out."""
    flat = flatten(stored)
    columns = {"entry": stored["entry"]}
    columns |= {name: flat[name] for name in flat.column_names}
    columns["issue"], columns["context"] = stored["issues"], stored["contexts"]
    columns["amount_text"] = stored["amount_text"]
    columns |= _offsets(stored, "quote")
    for name in ("outlets", "author", "genre"):
        columns[name] = stored[name]
    return pa.table(columns | _telling(connection, stored["document_id"]))


def concern_table(connection: duckdb.DuckDBPyConnection, stored: pa.Table) -> pa.Table:
    """Concerns, likewise."""
    flat = as_concerns(stored).arrow()
    columns = {"entry": stored["entry"]}
    columns |= {name: flat[name] for name in flat.column_names}
    columns["issue"] = stored["issues"]
    columns |= _offsets(stored, "about") | _offsets(stored, "quote")
    return pa.table(columns | _telling(connection, stored["document_id"]))


def story_table(stories: Iterable[Storyline]) -> pa.Table:
    """Stories, a row each, their outlets as a list."""
    fields = {
        "story": pa.string(), "first_day": pa.date32(), "last_day": pa.date32(),
        "title": pa.string(), "documents": pa.int64(), "independent_reports": pa.int64(),
        "outlets": pa.list_(pa.string()),
    }  # fmt: skip
    rows = [
        (s.story, s.first_day, s.last_day, s.title, s.documents, s.independent, s.outlets)
        for s in stories
    ]
    columns = zip(*rows, strict=True) if rows else ([] for _ in fields)
    return pa.table(
        {
            name: pa.array(list(values), kind)
            for (name, kind), values in zip(fields.items(), columns, strict=True)
        }
    )


def _offsets(stored: pa.Table, span: str) -> dict[str, pa.ChunkedArray]:
    return {f"{span}_{end}": pc.struct_field(stored[span], end) for end in ("start", "end")}


def _telling(
    connection: duckdb.DuckDBPyConnection, document_ids: pa.ChunkedArray
) -> dict[str, pa.ChunkedArray]:
    ids = document_ids.to_pylist()
    known = read_tellings(connection, ids)
    return {
        name: pa.array([known.get(id, {}).get(name) for id in ids], kind)
        for name, kind in TELLING.items()
    }
