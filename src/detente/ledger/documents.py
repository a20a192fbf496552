"""Documents read back, with the passages they were parsed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import duckdb
import pyarrow as pa

from detente.ledger.assembly import build_document
from detente.ledger.connection import fetch, registered, storage
from detente.ledger.events import joined
from detente.ledger.filters import Conditions
from detente.ledger.rows import Rows
from detente.records import Document, Passage

COLUMNS = """
document_id, title, outlet, outlets, author, date AS published, genre, url, source AS read_from
"""
_SHOWN = ("published", "outlet", "title", "document_id")
_PASSAGES = """
SELECT DISTINCT idx, start_char, end_char,
       substring(documents.text, start_char + 1, end_char - start_char) AS text
FROM passages
JOIN documents USING (document_id)
WHERE coding = (SELECT max(coding) FROM codings WHERE document_id = ? AND live)
ORDER BY idx
"""


def read_documents(
    connection: duckdb.DuckDBPyConnection, conditions: Conditions, limit: int | None
) -> Rows[Document]:
    """The documents under these conditions, by date, without their texts."""
    query = (
        f"SELECT {COLUMNS} FROM documents {conditions.where()}"
        " ORDER BY date NULLS LAST, document_id" + ("" if limit is None else f" LIMIT {int(limit)}")
    )
    table = fetch(connection, query, conditions.parameters)
    return Rows(table, "document", _SHOWN, build_document, _flatten)


def read_document(connection: duckdb.DuckDBPyConnection, document_id: str) -> Document | None:
    """One document with its text, or ``None``."""
    query = f"SELECT {COLUMNS}, text FROM documents WHERE document_id = ?"
    rows: list[dict[str, Any]] = fetch(connection, query, [document_id]).to_pylist()
    return replace(build_document(rows[0]), text=rows[0]["text"]) if rows else None


def read_texts(
    connection: duckdb.DuckDBPyConnection, document_ids: Sequence[str]
) -> list[Document]:
    """Documents with their texts, in the order of their ids."""
    wanted = pa.table({"document_id": list(document_ids), "place": range(len(document_ids))})
    cursor = connection.cursor()
    with storage("reading the ledger"), registered(cursor, "wanted", wanted):
        query = f"SELECT {COLUMNS}, text FROM documents JOIN wanted USING (document_id)"
        rows = cursor.sql(f"{query} ORDER BY place").to_arrow_table().to_pylist()
    return [replace(build_document(row), text=row["text"]) for row in rows]


def read_passages(connection: duckdb.DuckDBPyConnection, document_id: str) -> tuple[Passage, ...]:
    """The passages of a document, as its newest live coding has them, in its own wording."""
    rows = fetch(connection, _PASSAGES, [document_id]).to_pylist()
    return tuple(
        Passage(row["idx"], row["start_char"], row["end_char"], row["text"]) for row in rows
    )


def _flatten(table: pa.Table) -> pa.Table:
    columns = {name: table[name] for name in table.column_names}
    columns["outlets"] = joined(columns["outlets"])
    columns["source"] = columns.pop("read_from")
    return pa.table(columns)
