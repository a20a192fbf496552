"""SQLite: the tables of a selection in a database of their own, made to be browsed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa

from detente.ledger.failures import explain
from detente.ledger.selection import TABLES, Selection

_DOCUMENT = "REFERENCES documents(document_id)"
_TELLING = [
    f"document_id TEXT {_DOCUMENT}",
    "story TEXT REFERENCES stories(story)",
    f"copy_of TEXT {_DOCUMENT}",
]
_KEYS = {
    "documents": ["document_id TEXT PRIMARY KEY"],
    "stories": ["story TEXT PRIMARY KEY"],
    "story_documents": [f"document_id TEXT PRIMARY KEY {_DOCUMENT}", *_TELLING[1:]],
    "events": ["entry INTEGER PRIMARY KEY", *_TELLING],
    "participants": ["entry INTEGER REFERENCES events(entry)"],
    "attributions": ["entry INTEGER REFERENCES events(entry)"],
    "evidence": ["entry INTEGER REFERENCES events(entry)"],
    "concerns": ["entry INTEGER PRIMARY KEY", *_TELLING],
    "acts": ["id TEXT"],
}
_INDEXES = {
    "events": ("date", "type", "document_id", "story", "id"),
    "participants": ("entry", "actor", "code"),
    "attributions": ("entry", "actor"),
    "evidence": ("entry",),
    "concerns": ("date", "document_id", "story"),
    "documents": ("date", "outlet"),
    "stories": ("first_day",),
    "story_documents": ("story", "copy_of"),
    "acts": ("date", "type", "source", "target"),
}
_SEARCHED = {"events": "quote, title", "concerns": "about, quote, title"}


def fill(path: Path, selection: Selection) -> None:
    """Make the database; lists become JSON arrays, dates ISO text, booleans 0 and 1.

    ``events_fts`` and ``concerns_fts`` search the words, where this SQLite has FTS5. Raises
    ``LedgerError`` where the file cannot be written.
    """
    try:
        _fill(path, selection)
    except sqlite3.Error as error:
        raise explain(f"writing {path.name}", str(error)) from error


def _fill(path: Path, selection: Selection) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = OFF")  # the file has no other reader yet
        database.execute("BEGIN")
        for name in TABLES:
            _fill_table(database, name, selection.table(name))
        for name, indexed in _INDEXES.items():
            for column in indexed:
                database.execute(f"CREATE INDEX {name}_{column} ON {name}({_quoted(column)})")
        if _has_search(database):
            for name, columns in _SEARCHED.items():
                _add_search(database, name, columns)
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


def _add_search(database: sqlite3.Connection, name: str, columns: str) -> None:
    """Full-text search; by ``content="..."`` with these marks Datasette knows what it is for."""
    database.execute(
        f"CREATE VIRTUAL TABLE {name}_fts USING fts5("
        f'{columns}, content="{name}", content_rowid="entry")'
    )
    database.execute(f"INSERT INTO {name}_fts({name}_fts) VALUES ('rebuild')")


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
