"""Database: SQLite, as Datasette and everybody's tools read it, with Datasette's metadata."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from detente.ledger.selection import TABLES, Selection
from detente.ledger.sqlite import fill
from detente.report.export.card import field_words
from detente.report.export.files import METADATA, replacing, text_file

_TOLD = {
    "events": "date source target content quad score modality told_by story independent_reports",
    "participants": "side actor",
    "attributions": "depth quoted named",
    "evidence": "part",
    "concerns": "holder about actors story independent_reports",
    "documents": "outlets",
    "stories": "story title documents independent_reports",
    "story_documents": "copy_of",
    "acts": "source target code score goldstein mutual mirrored reports",
}
"""Columns whose names do not say enough; Datasette shows all that is said above the rows."""

_SHOWN: dict[str, dict[str, Any]] = {
    "events": {"sort_desc": "date", "facets": ["type", "modality", "told_by"]},
    "participants": {"facets": ["side", "role"]},
    "attributions": {"facets": ["kind", "form"]},
    "evidence": {"facets": ["part"]},
    "concerns": {"sort_desc": "date"},
    "documents": {"sort_desc": "date", "facets": ["genre"], "label_column": "title"},
    "stories": {"sort_desc": "independent_reports", "label_column": "title"},
    "acts": {"sort_desc": "date", "facets": ["type", "coder"]},
}


def write_sqlite(selection: Selection, path: Path) -> list[Path]:
    """Write the tables with keys, indexes and full-text search, and what they are beside them."""
    beside = path.with_suffix(METADATA)
    with replacing(path) as part:
        fill(part, selection)
    with text_file(beside) as stream:
        json.dump(_metadata(path.stem), stream, ensure_ascii=False, indent=1)
    return [path, beside]


def _metadata(database: str) -> dict[str, Any]:
    """What ``datasette FILE -m METADATA`` shows with the tables, and how it shows them."""
    words = field_words()
    tables = {
        name: {
            "description": words["tables"][name],
            "columns": {
                column: words[name][column].replace("`", "") for column in _TOLD[name].split()
            },
            **_SHOWN.get(name, {}),
        }
        for name in TABLES
    }
    return {"title": "Political events", "databases": {database: {"tables": tables}}}
