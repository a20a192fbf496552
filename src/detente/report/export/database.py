"""Database: SQLite, as Datasette and everybody's tools read it."""

from __future__ import annotations

from pathlib import Path

from detente.ledger.selection import Selection
from detente.ledger.sqlite import fill
from detente.report.export.files import replacing


def write_sqlite(selection: Selection, path: Path) -> list[Path]:
    """Write the tables of a selection with indexes, and full-text search on the quotes."""
    with replacing(path) as part:
        fill(part, selection)
    return [path]
