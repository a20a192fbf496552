"""Connections to the one DuckDB file, with its failures in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from detente.errors import LedgerError
from detente.ledger.failures import DAMAGED, explain, explain_opening

IN_MEMORY = ":memory:"
_BATCH = 10_000
_WAL_BEGINS = b"\x64\x00\x62"
"""DuckDB takes a log that begins otherwise for one that was never written, and empties it."""
# Ledgers are passed from hand to hand: no SQL in one reads files, loads code or undoes this.
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "lock_configuration": "true",
}


def connect(path: str | Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open the file; raises ``LedgerBusyError`` where somebody holds it, else ``LedgerError``."""
    name = str(path)
    new = name != IN_MEMORY and _check_place(Path(name), read_only)
    try:
        return duckdb.connect(name, read_only=read_only and name != IN_MEMORY, config=_SETTINGS)
    except duckdb.Error as error:
        if new:
            Path(name).unlink(missing_ok=True)  # what it could not finish is no ledger
        raise explain_opening(name, str(error)) from error


def _check_place(path: Path, read_only: bool) -> bool:
    """Whether there is nothing yet where a ledger may begin."""
    if path.is_dir():
        raise LedgerError(f"{path} is a folder, not a ledger")
    if not path.parent.exists():
        raise LedgerError(f"the folder {path.parent} does not exist")
    if not path.exists():
        if read_only:
            raise LedgerError(f"there is no ledger at {path}")
        return True
    if path.is_file() and path.stat().st_size == 0:
        raise LedgerError(f"{path} is empty: {DAMAGED}, or remove it to begin a new ledger")
    _check_log(path.with_name(f"{path.name}.wal"))
    return False


def _check_log(log: Path) -> None:
    try:
        with log.open("rb") as file:
            begins = file.read(len(_WAL_BEGINS))
    except OSError:
        return  # there is none, or DuckDB says what is wrong with it
    if len(begins) == len(_WAL_BEGINS) and begins != _WAL_BEGINS:
        raise LedgerError(
            f"{log} is damaged, and holds what was written last; without it the ledger opens as it"
            f" was before that: {DAMAGED}"
        )


@contextmanager
def storage(action: str) -> Iterator[None]:
    """Turn DuckDB's errors into ``LedgerError``, naming what was being done."""
    try:
        yield
    except duckdb.Error as error:
        raise explain(action, str(error)) from error


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing: commit at the end, roll back on any exception."""
    with storage("writing the ledger"):
        connection.begin()
        try:
            yield
            connection.commit()
        except BaseException:
            with suppress(duckdb.Error):  # a failed commit has rolled back already
                connection.rollback()
            raise


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Append an Arrow table to a table of the ledger, columns matched by name.

    An actor may have come in by a review since its run began; it is held once.
    """
    action = "INSERT OR IGNORE" if table == "actors" else "INSERT"
    with registered(connection, "incoming", rows):
        connection.execute(f"{action} INTO {table} BY NAME SELECT * FROM incoming")


@contextmanager
def registered(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> Iterator[None]:
    """Make an Arrow table readable in SQL under ``name`` for a while."""
    connection.register(name, rows)
    try:
        yield
    except duckdb.Error:
        with suppress(duckdb.Error):  # in a transaction that has failed nothing can be done
            connection.unregister(name)
        raise
    connection.unregister(name)


def fetch(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[object] = ()
) -> pa.Table:
    """Rows of a query as an Arrow table; a cursor of its own lets threads read side by side."""
    with storage("reading the ledger"):
        cursor = connection.cursor()
        try:
            return cursor.sql(query, params=list(parameters) or None).to_arrow_table()
        finally:
            cursor.close()


def stream(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[object] = ()
) -> Iterator[pa.Table]:
    """The same in batches, at least one, for what may not fit into memory as Arrow."""
    with storage("reading the ledger"):
        cursor = connection.cursor()
        try:
            reader = cursor.sql(query, params=list(parameters) or None).to_arrow_reader(_BATCH)
            batch = None
            for batch in reader:
                yield pa.table(batch)
            if batch is None:
                yield reader.schema.empty_table()
        finally:
            cursor.close()


def fetch_row(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[object] = ()
) -> dict[str, Any]:
    """The one row of a query that always has one."""
    rows: list[dict[str, Any]] = fetch(connection, query, parameters).to_pylist()
    return rows[0]
