"""Schema: numbered SQL files applied in order, so that an old ledger opens in newer code."""

from __future__ import annotations

import datetime as dt
from importlib.resources import files
from typing import Any

import duckdb

from detente.errors import LedgerError
from detente.ledger.connection import fetch, storage, transaction

_TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'"


def migrations() -> dict[int, str]:
    """The SQL of every migration by its number, in order."""
    folder = files("detente.ledger").joinpath("migrations")
    found = {
        int(file.name.split("_")[0]): file.read_text("utf-8")
        for file in folder.iterdir()
        if file.name.endswith(".sql")
    }
    return dict(sorted(found.items()))


def _tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return set(fetch(connection, _TABLES)["table_name"].to_pylist())


def version(connection: duckdb.DuckDBPyConnection) -> int:
    """The schema's number in this file; 0 for a new one.

    Raises ``LedgerError`` for a DuckDB file that holds something else.
    """
    tables = _tables(connection)
    if "schema_version" in tables:
        found: list[Any] = fetch(connection, "SELECT max(version) AS v FROM schema_version")[
            "v"
        ].to_pylist()
        return int(found[0] or 0)
    if tables:
        raise LedgerError("it is a DuckDB file, but not a ledger")
    return 0


def is_older(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether it is a ledger, of an earlier schema."""
    return "schema_version" in _tables(connection) and version(connection) < max(migrations())


def prepare(connection: duckdb.DuckDBPyConnection, *, read_only: bool) -> None:
    """Bring the file to the newest schema, in one transaction.

    Raises ``LedgerError`` where the file is newer than this code, or is older and may not be
    written.
    """
    steps = migrations()
    have, newest = version(connection), max(steps)
    if have > newest:
        raise LedgerError(
            f"it was written by a newer detente (schema {have}, this one knows {newest}); upgrade"
        )
    if have == newest:
        return
    if read_only:
        raise LedgerError(
            f"its schema is {have}, this detente reads {newest}; open it once for writing"
        )
    with transaction(connection):
        connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER, applied TIMESTAMP)"
        )
        for number, sql in steps.items():
            if number > have:
                connection.execute(sql)
                connection.execute(
                    "INSERT INTO schema_version VALUES (?, ?)",
                    [number, dt.datetime.now(dt.UTC).replace(tzinfo=None)],
                )
    with storage("writing the ledger"):
        connection.execute("CHECKPOINT")  # a ledger that loses its log is a ledger all the same
