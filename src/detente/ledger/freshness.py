"""Freshness: whether a snapshot holds what its ledger holds, by what both say of themselves.

Times of files do not tell it: a run writes its ledger once more after it has published.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from detente.errors import LedgerError
from detente.ledger.connection import connect, fetch_row
from detente.ledger.published import Attached, attach
from detente.ledger.reviewed import is_behind

_STATE = """
SELECT (SELECT max(version) FROM schema_version) AS schema,
       (SELECT count(*) FROM documents) AS documents,
       (SELECT max(coding) || ' ' || count(*) FILTER (live) FROM codings) AS codings,
       (SELECT max(run_id) FROM runs) AS runs,
       (SELECT count(*) FROM rejects) AS rejects,
       (SELECT count(*) FROM reports) + (SELECT count(*) FROM mentions) AS reports,
       (SELECT count(*) FROM acts) AS acts,
       (SELECT count(*) FROM pending_days) AS pending,
       (SELECT count(*) FROM document_stories) AS placed,
       (SELECT count(*) FROM briefs) AS briefs,
       (SELECT any_value(digest) FROM reviewing) AS reviews
"""


def is_fresh(snapshot: str | Path, ledger: str | Path) -> bool:
    """Whether there is a snapshot of this version that lacks nothing of ledger and journal.

    One whose ledger cannot be read now is not.
    """
    try:
        published = attach(snapshot)
    except LedgerError:
        return False
    reader: Any = Attached(published)
    try:
        if is_behind(reader, ledger):
            return False
        own = _state(reader)
        connection = connect(ledger, read_only=True)
        try:
            return own == _state(connection)
        finally:
            connection.close()
    except LedgerError:  # held by somebody, or of another schema
        return False
    finally:
        published.close()


def _state(connection: duckdb.DuckDBPyConnection) -> dict[str, object]:
    return fetch_row(connection, _STATE)
