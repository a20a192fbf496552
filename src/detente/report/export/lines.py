"""Lines: JSON Lines of events as ``detente code`` writes them, and of acts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detente.ledger.selection import Selection
from detente.records_json import event_dict
from detente.report.export.files import text_file
from detente.report.export.flat import as_json, rows_of


def write_jsonl(selection: Selection, path: Path) -> list[Path]:
    """Write one JSON object a line; ``kind`` is ``event`` or ``act``."""
    with text_file(path) as stream:
        stream.writelines(as_json(row) + "\n" for row in json_rows(selection))
    return [path]


def json_rows(selection: Selection) -> Iterator[dict[str, Any]]:
    """The rows, events first."""
    for entries in selection.entries():
        for entry in entries:
            yield {"kind": "event", **event_dict(entry.event, entry.document)}
    for row in rows_of(selection.table("acts")):
        yield {"kind": "act", **{key: _plain(value) for key, value in row.items()}}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
