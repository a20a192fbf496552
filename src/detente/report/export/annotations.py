"""Annotations: evidence as W3C Web Annotations (JSON-LD), one for every piece of it.

The quote of an event is classified by its act, that of a stated concern as ``CONCERN``.

Source: Web Annotation Data Model, W3C Recommendation of 2017, sections 4.2.4 (TextQuoteSelector)
and 4.2.5 (TextPositionSelector); positions are code points of the document's text as it was read.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote

from detente.ledger.selection import Selection
from detente.report.export.files import text_file
from detente.report.export.flat import as_json, rows_of

_Bodies = Callable[[dict[str, Any]], list[dict[str, str]]]
_CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def write_annotations(selection: Selection, path: Path) -> list[Path]:
    """Write one annotation page, events first; its items stand a line each."""
    items = chain(
        (_annotation(row, "event", _event_bodies) for row in rows_of(selection.spans())),
        (
            _annotation(row, "concern", _concern_bodies)
            for row in rows_of(selection.concern_spans())
        ),
    )
    with text_file(path) as stream:
        stream.write(f'{{"@context": "{_CONTEXT}", "type": "AnnotationPage", "items": [')
        for number, item in enumerate(items):
            stream.write((",\n" if number else "\n") + as_json(item))
        stream.write("\n]}\n")
    return [path]


def _annotation(row: dict[str, Any], kind: str, bodies: _Bodies) -> dict[str, Any]:
    part, entry = row["part"], f"urn:detente:{kind}:{row['id']}"
    is_quote = part == "quote"
    quoted = {"type": "TextQuoteSelector", "exact": row["text"]}
    quoted |= {side: row[side] for side in ("prefix", "suffix") if row[side]}
    place = {"type": "TextPositionSelector", "start": row["start_char"], "end": row["end_char"]}
    return {
        "id": f"{entry}:{quote(row['coder'])}" + ("" if is_quote else f":{part}:{row['position']}"),
        "type": "Annotation",
        "motivation": "classifying" if is_quote else "identifying",
        "creator": {"type": "Software", "name": row["coder"]},
        "body": bodies(row) if is_quote else [_body("tagging", part), _body("linking", entry)],
        "target": {
            "source": row["url"] or f"urn:detente:document:{quote(row['document_id'], safe='')}",
            "selector": [quoted, place],
        },
    }


def _event_bodies(row: dict[str, Any]) -> list[dict[str, str]]:
    act = row["type"] + (f"[{row['content']}]" if row["content"] else "")
    said = f"{row['source']} -> {row['target']}" if row["target"] else row["source"]
    return [
        _body("classifying", act), _body("tagging", row["modality"]), _body("describing", said)
    ]  # fmt: skip


def _concern_bodies(row: dict[str, Any]) -> list[dict[str, str]]:
    fears = f"{row['holder']} fears {row['actor']}" if row["actor"] else f"{row['holder']} fears"
    return [_body("classifying", "CONCERN"), _body("describing", fears)]


def _body(purpose: str, value: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"}
