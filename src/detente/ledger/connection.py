"""Connections to the one DuckDB file, with its failures in words that say what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from detente.errors import LedgerBusyError, LedgerError

IN_MEMORY = ":memory:"
_BATCH = 10_000
_HOLDER = re.compile(r"held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")
_BUSY = ("Could not set lock", "being used by another process")
_OTHER_MODE = "different configuration"
# Ledgers are passed from hand to hand: no SQL in one reads files, loads code or undoes this.
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "lock_configuration": "true",
}


def connect(path: str | Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open the file; raises ``LedgerBusyError`` where somebody holds it, else ``LedgerError``."""
    name = str(path)
    if name != IN_MEMORY:
        _check_place(Path(name), read_only)
    try:
        return duckdb.connect(name, read_only=read_only and name != IN_MEMORY, config=_SETTINGS)
    except duckdb.Error as error:
        raise _explain(name, str(error)) from error


def _check_place(path: Path, read_only: bool) -> None:
    if path.is_dir():
        raise LedgerError(f"{path} is a folder, not a ledger")
    if read_only and not path.exists():
        raise LedgerError(f"there is no ledger at {path}")
    if not path.parent.exists():
        raise LedgerError(f"the folder {path.parent} does not exist")


def _explain(path: str, message: str) -> LedgerError:
    holder = _HOLDER.search(message)
    if holder is not None:
        program, pid = Path(holder["program"]).name, holder["pid"]
        return LedgerBusyError(f"{path} is held open by {program} (process {pid})")
    if any(sign in message for sign in _BUSY):
        return LedgerBusyError(f"{path} is held open by another process")
    if _OTHER_MODE in message:
        return LedgerBusyError(f"{path} is already open in this process in another mode; close it")
    if "not a valid DuckDB" in message:
        return LedgerError(f"{path} is not a DuckDB file, so no ledger")
    return LedgerError(f"{path} could not be opened: {message.splitlines()[0]}")


@contextmanager
def storage(action: str) -> Iterator[None]:
    """Turn DuckDB's errors into ``LedgerError``, naming what was being done."""
    try:
        yield
    except duckdb.Error as error:
        raise LedgerError(f"{action} failed: {str(error).splitlines()[0]}") from error


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
    finally:
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
