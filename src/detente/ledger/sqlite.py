"""SQLite: the tables of a selection in a database of their own, made to be browsed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa

from detente.ledger.selection import TABLES, Selection

_KEYS = {
    "documents": ["document_id TEXT PRIMARY KEY"],
    "events": ["entry INTEGER PRIMARY KEY", "document_id TEXT REFERENCES documents(document_id)"],
    "participants": ["entry INTEGER REFERENCES events(entry)"],
    "attributions": ["entry INTEGER REFERENCES events(entry)"],
    "evidence": ["entry INTEGER REFERENCES events(entry)"],
    "acts": ["id TEXT"],
}
_INDEXES = {
    "events": ("date", "type", "document_id", "id"),
    "participants": ("entry", "actor", "code"),
    "attributions": ("entry", "actor"),
    "evidence": ("entry",),
    "documents": ("date", "outlet"),
    "acts": ("date", "type", "source", "target"),
}
_SEARCH = (
    "CREATE VIRTUAL TABLE events_fts USING fts5("
    "quote, title, content='events', content_rowid='entry')",
    "INSERT INTO events_fts(events_fts) VALUES ('rebuild')",
)


def fill(path: Path, selection: Selection) -> None:
    """Make the database; lists become JSON arrays, dates ISO text, booleans 0 and 1.

    Where this SQLite has no FTS5 there is no table ``events_fts``.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = OFF")  # the file has no other reader yet
        database.execute("BEGIN")
        for name in sorted(TABLES, key=lambda name: name != "documents"):
            _fill_table(database, name, selection.table(name))
        for name, columns in _INDEXES.items():
            for column in columns:
                database.execute(f"CREATE INDEX {name}_{column} ON {name}({_quoted(column)})")
        if _has_search(database):
            for statement in _SEARCH:
                database.execute(statement)
        database.execute("COMMIT")
        database.execute("ANALYZE")


def _fill_table(database: sqlite3.Connection, name: str, batches: Iterator[pa.Table]) -> None:
    first = next(batches)
    keys = {key.split()[0]: key for key in _KEYS[name]}
    columns = [
        keys.get(field.name, f"{_quoted(field.name)} {_kind(field.type)}") for field in first.schema
    ]
    database.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
    places = ", ".join("?" for _ in columns)
    insert = f"INSERT INTO {name} VALUES ({places})"
    database.executemany(insert, _cells(first))
    for batch in batches:
        database.executemany(insert, _cells(batch))


def _cells(batch: pa.Table) -> Iterator[tuple[Any, ...]]:
    return zip(*(_column(batch[name]) for name in batch.column_names), strict=True)


def _column(column: pa.ChunkedArray) -> list[Any]:
    if pa.types.is_date(column.type):
        column = column.cast(pa.string())
    values: list[Any] = column.to_pylist()
    if pa.types.is_list(column.type):
        return [None if v is None else json.dumps(v, ensure_ascii=False) for v in values]
    return values


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return "INTEGER"
    return "REAL" if pa.types.is_floating(kind) else "TEXT"


def _quoted(name: str) -> str:
    return '"' + name + '"'


def _has_search(database: sqlite3.Connection) -> bool:
    options = {row[0] for row in database.execute("PRAGMA compile_options")}
    return "ENABLE_FTS5" in options
