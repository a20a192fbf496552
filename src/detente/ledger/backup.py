"""Backup: a whole copy of a ledger with its journal, also while somebody else writes it.

The ledger that a run holds cannot be read beside it, but its snapshot can, and holds all tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from detente.errors import LedgerBusyError, LedgerError
from detente.ledger.connection import IN_MEMORY, connect, fetch_row, storage
from detente.ledger.journal import copy_journal, journal_path
from detente.ledger.publishing import copy_tables, part_of, snapshot_path, writing
from detente.ledger.schema import prepare

_HELD = """SELECT (SELECT count(*) FROM documents) AS documents,
    (SELECT count(*) FROM reports) AS reports"""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was made: where, from which file, and how much it holds.

    ``source`` is the ledger, or its snapshot where the ledger was held.
    """

    path: Path
    source: Path
    documents: int
    reports: int
    bytes: int


def back_up(ledger: str | Path, copy: str | Path) -> Backup:
    """Copy a ledger, and its journal beside it, to a place where nothing stands yet.

    What a run under way has committed since it last published is not in the copy. Raises
    ``LedgerBusyError`` where somebody holds the ledger and it has no snapshot, ``LedgerError``
    where it cannot be read or the copy not be written; there is no copy then.
    """
    path = Path(copy)
    for target in (path, journal_path(path)):
        if target is not None and target.exists():
            raise LedgerError(f"{target} exists already; name another file")
    if not path.absolute().parent.is_dir():
        raise LedgerError(f"the folder {path.parent} does not exist")
    source, connection = _connect(Path(ledger))
    try:
        with part_of(path) as part:
            held = _copy(connection, part)
            with writing(path):
                copy_journal(ledger, path)
                part.replace(path)
    finally:
        connection.close()
    return Backup(path, source, held["documents"], held["reports"], path.stat().st_size)


def _connect(ledger: Path) -> tuple[Path, duckdb.DuckDBPyConnection]:
    """The ledger, or its snapshot, and a connection to it."""
    if str(ledger) == IN_MEMORY:
        raise LedgerError("a ledger in memory cannot be backed up; keep it in a file")
    source = ledger
    try:
        connection = connect(source, read_only=True)
    except LedgerBusyError as error:
        source = snapshot_path(ledger)
        if not source.exists():
            raise LedgerBusyError(
                f"{error}, and has no snapshot to copy: wait for the end of the run, or start it"
                " with --publish"
            ) from error
        connection = connect(source, read_only=True)
    try:
        prepare(connection, read_only=True)
    except LedgerError as error:
        connection.close()
        raise LedgerError(f"{source}: {error}") from error
    return source, connection


def _copy(connection: duckdb.DuckDBPyConnection, part: Path) -> dict[str, Any]:
    target = connect(part)
    try:
        prepare(target, read_only=False)
        with storage("copying the ledger"):
            copy_tables(connection, target)
        return fetch_row(target, _HELD)
    finally:
        target.close()
