"""Laid out: a ledger's rows as tables to be written elsewhere, and such tables read as codings.

Where many machines code one corpus, each writes what it has as a small ledger would have it, with
keys that no other has, and leaves the one ledger to be made of all of them afterwards. Until then
DuckDB reads the files where they lie, by the views of ``views_in_place``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import duckdb
import pyarrow as pa

from detente.ledger.claims import own_id
from detente.ledger.concerns import as_concerns, fetch_concerns
from detente.ledger.connection import IN_MEMORY, connect, fetch, insert
from detente.ledger.documents import read_texts
from detente.ledger.events import as_entries, fetch_events
from detente.ledger.filters import Conditions
from detente.ledger.schema import prepare
from detente.records import Coding, Concern, Document, Event, Passage, Reject

KEYS_EACH = 1 << 22
"""Keys that one ledger's rows may take: entries of some hundred documents, and codings."""

_KEYS: dict[str, tuple[str, ...]] = {
    "documents": (), "codings": ("coding",), "passages": ("coding",), "actors": (),
    "events": ("entry", "coding"), "concerns": ("entry", "coding"), "participants": ("entry",),
    "attributions": ("entry",), "evidence": ("entry",), "rejects": (),
}  # fmt: skip
TABLES = tuple(_KEYS)
"""The tables of what was read in texts; nothing is in them of imported data or of reviews."""

_CODED = """
SELECT documents.*, coding + {base} AS coding
FROM documents JOIN codings USING (document_id) ORDER BY coding
"""
_VIEWS = """\
-- Tables of a detente run, read where they lie: the columns of a ledger, and `part`. An article
-- that the input has several times is coded as often; here it counts once.
-- Where the folder was moved, name its new place in this line.
SET VARIABLE parts = {location};

CREATE OR REPLACE VIEW documents AS
FROM read_parquet(getvariable('parts') || '/documents/*/*.parquet')
QUALIFY row_number() OVER (PARTITION BY digest ORDER BY document_id, coding) = 1;
"""
_OF_CODING = """
CREATE OR REPLACE VIEW {table} AS
FROM read_parquet(getvariable('parts') || '/{table}/*/*.parquet')
SEMI JOIN (SELECT coding FROM documents) USING (coding);
"""
_OF_ENTRY = """
CREATE OR REPLACE VIEW {table} AS
FROM read_parquet(getvariable('parts') || '/{table}/*/*.parquet')
SEMI JOIN (SELECT entry FROM events UNION ALL SELECT entry FROM concerns) USING (entry);
"""
_OF_ALL = """
CREATE OR REPLACE VIEW {table} AS
SELECT DISTINCT * EXCLUDE (part)
FROM read_parquet(getvariable('parts') || '/{table}/*/*.parquet');
"""


def lay_out(connection: duckdb.DuckDBPyConnection, base: int) -> dict[str, pa.Table]:
    """All of ``TABLES``, keys counted from ``base``; documents also with their ``coding``.

    Raises ``ValueError`` where there are more keys than ``KEYS_EACH``.
    """
    tables = {}
    for table, keys in _KEYS.items():
        shifted = ", ".join(f"{key} + {base} AS {key}" for key in keys)
        columns = f"* REPLACE ({shifted})" if keys else "*"
        order = "actor_id" if table == "actors" else "rowid"  # naming actors moves their rows
        query = f"SELECT {columns} FROM {table} ORDER BY {order}"
        if table == "documents":
            query = _CODED.format(base=base)
        tables[table] = fetch(connection, query)
        for key in keys:
            taken = tables[table][key]
            if len(taken) and max(taken.to_pylist()) >= base + KEYS_EACH:
                raise ValueError(f"more than {KEYS_EACH:,} entries in some hundred documents")
    return tables


def read_back(tables: Mapping[str, pa.Table]) -> tuple[list[Coding], list[Reject]]:
    """What was written, as its coder gave it, in that order; documents under their own ids."""
    connection = connect(IN_MEMORY)
    try:
        prepare(connection, read_only=False)
        for name in TABLES:
            rows = tables[name]
            insert(connection, name, rows.drop(["coding"]) if name == "documents" else rows)
        return _codings(connection), [
            Reject(**row)
            for row in tables["rejects"].select(["source", "stage", "code", "detail"]).to_pylist()
        ]
    finally:
        connection.close()


def _codings(connection: duckdb.DuckDBPyConnection) -> list[Coding]:
    held = fetch(connection, "SELECT document_id, digest FROM codings JOIN documents"
                 " USING (document_id) ORDER BY coding")  # fmt: skip
    ids, digests = held["document_id"].to_pylist(), held["digest"].to_pylist()
    events, concerns = _events(connection), _concerns(connection)
    passages = _passages(connection)
    return [
        _coding(document, digest, events[id], concerns[id], passages[id])
        for id, digest, document in zip(ids, digests, read_texts(connection, ids), strict=True)
    ]


def _coding(
    document: Document,
    digest: str,
    events: list[Event],
    concerns: list[Concern],
    passages: list[Passage],
) -> Coding:
    id = own_id(document.id, digest)
    return Coding(
        replace(document, id=id),
        tuple(replace(event, document_id=id) for event in events),
        tuple(replace(concern, document_id=id) for concern in concerns),
        tuple(passages),
    )


def _events(connection: duckdb.DuckDBPyConnection) -> defaultdict[str, list[Event]]:
    found = defaultdict[str, list[Event]](list)
    for entry in as_entries(fetch_events(connection, Conditions()).sort_by("entry")):
        found[entry.event.document_id].append(entry.event)
    return found


def _concerns(connection: duckdb.DuckDBPyConnection) -> defaultdict[str, list[Concern]]:
    found = defaultdict[str, list[Concern]](list)
    for entry in as_concerns(fetch_concerns(connection, Conditions()).sort_by("entry")):
        found[entry.concern.document_id].append(entry.concern)
    return found


def _passages(connection: duckdb.DuckDBPyConnection) -> defaultdict[str, list[Passage]]:
    found = defaultdict[str, list[Passage]](list)
    rows = fetch(connection, "SELECT document_id, idx, start_char, end_char FROM passages"
                 " ORDER BY rowid")  # fmt: skip
    for id, *place in zip(*(column.to_pylist() for column in rows.columns), strict=True):
        index, start, end = place
        found[id].append(Passage(index, start, end, ""))
    return found


def views_in_place(location: str) -> str:
    """SQL that makes the tables at ``location`` readable in DuckDB, each under its own name."""
    place = "'" + location.replace("'", "''") + "'"
    parts = [_VIEWS.format(location=place)]
    for table, keys in _KEYS.items():
        if "coding" in keys:
            parts.append(_OF_CODING.format(table=table))
        elif keys:
            parts.append(_OF_ENTRY.format(table=table))
        elif table != "documents":
            parts.append(_OF_ALL.format(table=table))
    return "".join(parts)
