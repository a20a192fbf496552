"""Renaming: what claims decide, carried out when a run ends: other particulars, and other ids.

The ids of entries are made of that of their document, so that they change with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import duckdb
import pyarrow as pa

from detente.ledger.assembly import build_document
from detente.ledger.batch import as_table, document_row
from detente.ledger.claims import Claims
from detente.ledger.concerns import as_concerns, fetch_concerns
from detente.ledger.connection import fetch, registered
from detente.ledger.documents import COLUMNS
from detente.ledger.events import as_entries, fetch_events
from detente.ledger.filters import Conditions
from detente.ledger.holdings import Holdings
from detente.records import Document

_LEFT = f"""
SELECT {COLUMNS}, digest FROM documents WHERE document_id NOT IN (
    SELECT document_id FROM codings
    WHERE run_id <= (SELECT coalesce(max(run_id), 0) FROM runs WHERE status = 'done'))
"""
# Also what readers do not see yet.
_EVENTS = "(SELECT *, coder || '/' || version AS coded_by FROM events WHERE entry > 0)"
_CONCERNS = "(SELECT *, CAST(NULL AS VARCHAR) AS reviewer FROM concerns)"
# One statement: DuckDB lets a transaction change no key twice, and needs the old one gone first.
_SETTLE = "UPDATE documents SET document_id = new.document_id, {} FROM new WHERE {}".format(
    ", ".join(
        f"{name} = CASE WHEN better THEN new.{name} ELSE documents.{name} END"
        for name in ("title", "outlets", "author", "genre", "url", "source")
    ),
    "documents.digest = new.digest",
)
_CHANGE = "{0} = coalesce((SELECT new FROM renamed WHERE old = {0}), {0})"
_NAMED_IN = {
    "codings": ("document_id",), "passages": ("document_id",),
    "events": ("document_id",), "concerns": ("document_id",), "reviews": ("document_id",),
    "document_stories": ("document_id", "story", "copy_of"),
}  # fmt: skip


def read_left(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[Document, str]]:
    """Documents, without their texts, and their digests, of runs since the last that finished."""
    for row in fetch(connection, _LEFT).to_pylist():
        yield build_document(row), row["digest"]


def settle(connection: duckdb.DuckDBPyConnection, claims: Claims, holdings: Holdings) -> None:
    """Give documents the particulars and ids that they are to keep, inside a transaction."""
    new_ids = claims.renames(holdings)
    rows = dict(_rows(claims, holdings, new_ids))
    if not rows:
        return
    if new_ids:
        stored = {digest: holdings.stored_id(digest) or "" for digest in new_ids}
        _rename(connection, {stored[digest]: new for digest, new in new_ids.items()})
    better = pa.array([digest in claims.better for digest in rows])
    table = as_table("documents", list(rows.values())).append_column("better", better)
    with registered(connection, "new", table):
        connection.execute(_SETTLE)


def _rows(
    claims: Claims, holdings: Holdings, new_ids: Mapping[str, str]
) -> Iterator[tuple[str, tuple[object, ...]]]:
    """The new row of every document that changes, by digest; of one that only gets another id
    the rest of the row is empty."""
    for digest in sorted(claims.better.keys() | new_ids.keys()):
        stored = holdings.stored_id(digest)
        if stored is not None:
            better = claims.better.get(digest)
            document = better.document if better else Document(stored, "")
            yield digest, document_row(document, new_ids.get(digest, stored), digest)


def _rename(connection: duckdb.DuckDBPyConnection, renames: Mapping[str, str]) -> None:
    _rename_entries(connection, renames)
    table = pa.table({"old": list(renames), "new": list(renames.values())})
    with registered(connection, "renamed", table):
        for name, columns in _NAMED_IN.items():
            changes = ", ".join(_CHANGE.format(column) for column in columns)
            moved = " OR ".join(f"{column} IN (SELECT old FROM renamed)" for column in columns)
            connection.execute(f"UPDATE {name} SET {changes} WHERE {moved}")
    connection.execute("UPDATE reviewing SET codings = ''")  # reviews are applied anew


def _rename_entries(connection: duckdb.DuckDBPyConnection, renames: Mapping[str, str]) -> None:
    wanted = Conditions(["document_id IN (SELECT unnest(?))"], [list(renames)])
    events = fetch_events(connection, wanted, view=_EVENTS)
    entries = zip(events["entry"].to_pylist(), as_entries(events), strict=True)
    ids = {n: replace(e.event, document_id=renames[e.event.document_id]).id for n, e in entries}
    _update(connection, "events", "event_id", ids)
    concerns = fetch_concerns(connection, wanted, view=_CONCERNS)
    stated = zip(concerns["entry"].to_pylist(), as_concerns(concerns), strict=True)
    ids = {n: replace(e.concern, document_id=renames[e.concern.document_id]).id for n, e in stated}
    _update(connection, "concerns", "concern_id", ids)


def _update(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, ids: Mapping[int, str]
) -> None:
    if not ids:
        return
    rows = pa.table({"entry": pa.array(list(ids), pa.int64()), "id": list(ids.values())})
    with registered(connection, "numbered", rows):
        connection.execute(
            f"UPDATE {table} SET {column} = id FROM numbered WHERE {table}.entry = numbered.entry"
        )
