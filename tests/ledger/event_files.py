"""Rows of event data made to measure: a table of the plain format, and its import."""

from __future__ import annotations

from pathlib import Path

from detente.engine.importing import ImportSummary, import_events
from detente.ledger import Ledger

HEADER = "id\tdate\tsource\ttarget\tcode\tgoldstein\tstory\tsentence\tpublisher\tconfidence"
Row = tuple[str, ...]


def table(path: Path, *rows: str) -> Path:
    """A file of rows, each ``source target code`` with ``field=value`` for anything else."""
    columns = HEADER.split("\t")
    lines = [HEADER]
    for number, row in enumerate(rows):
        source, target, code, *more = row.split()
        cells = {"id": str(number), "date": "2010-03-01", "source": source, "target": target,
                 "code": code, **dict(part.split("=") for part in more)}  # fmt: skip
        lines.append("\t".join(cells.get(column, "") for column in columns))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def taken(ledger: Ledger, path: Path, *rows: str, coder: str = "cameo") -> ImportSummary:
    """What importing a file of these rows comes to."""
    return import_events(ledger, "cameo", [table(path, *rows)], coder=coder)
