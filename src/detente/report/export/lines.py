"""Lines: JSON Lines of events as ``detente code`` writes them, of concerns, stories and acts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

from detente.ledger.concerns import ConcernEntry
from detente.ledger.entries import Entry
from detente.ledger.exported import TELLING
from detente.ledger.selection import Selection
from detente.records_json import concern_dict, event_dict
from detente.report.export.files import text_file
from detente.report.export.flat import as_json, rows_of

T = TypeVar("T", Entry, ConcernEntry)


def write_jsonl(selection: Selection, path: Path) -> list[Path]:
    """Write one JSON object a line; ``kind`` is ``event``, ``concern``, ``story`` or ``act``."""
    with text_file(path) as stream:
        stream.writelines(as_json(row) + "\n" for row in json_rows(selection))
    return [path]


def json_rows(selection: Selection) -> Iterator[dict[str, Any]]:
    """The rows, events first, then concerns, stories with their documents, and acts."""
    for events in selection.entries():
        for entry, telling in _with_telling(selection, list(events)):
            yield {"kind": "event", **event_dict(entry.event, entry.document), **telling}
    for concerns in selection.concern_entries():
        for one, telling in _with_telling(selection, list(concerns)):
            yield {"kind": "concern", **concern_dict(one.concern, one.document), **telling}
    yield from _stories(selection)
    for row in rows_of(selection.table("acts")):
        yield {"kind": "act", **_plain(row)}


def _with_telling(selection: Selection, entries: Sequence[T]) -> Iterator[tuple[T, dict[str, Any]]]:
    known = selection.tellings(entry.document.id for entry in entries)
    for entry in entries:
        yield entry, known.get(entry.document.id) or dict.fromkeys(TELLING)


def _stories(selection: Selection) -> Iterator[dict[str, Any]]:
    """A story a row; under ``reports`` its documents, and whose text each repeats."""
    by_story = {
        story: [{name: row[name] for name in ("document_id", "copy_of")} for row in rows]
        for story, rows in groupby(
            rows_of(selection.table("story_documents")), lambda row: row["story"]
        )
    }
    for row in rows_of(selection.table("stories")):
        yield {"kind": "story", **_plain(row), "reports": by_story[row["story"]]}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if isinstance(value, dt.date) else value
        for key, value in row.items()
    }
