"""Annotations: evidence as W3C Web Annotations (JSON-LD), one for every piece of it.

Source: Web Annotation Data Model, W3C Recommendation of 2017, sections 4.2.4 (TextQuoteSelector)
and 4.2.5 (TextPositionSelector); positions are code points of the document's text as it was read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from detente.ledger.selection import Selection
from detente.report.export.files import text_file
from detente.report.export.flat import as_json, rows_of

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def write_annotations(selection: Selection, path: Path) -> list[Path]:
    """Write one annotation page; its items stand a line each."""
    rows = rows_of(selection.spans())
    with text_file(path) as stream:
        stream.write(f'{{"@context": "{_CONTEXT}", "type": "AnnotationPage", "items": [')
        for number, item in enumerate(map(_annotation, rows)):
            stream.write((",\n" if number else "\n") + as_json(item))
        stream.write("\n]}\n")
    return [path]


def _annotation(row: dict[str, Any]) -> dict[str, Any]:
    part, event = row["part"], f"urn:detente:event:{row['id']}"
    is_quote = part == "quote"
    quoted = {"type": "TextQuoteSelector", "exact": row["text"]}
    quoted |= {side: row[side] for side in ("prefix", "suffix") if row[side]}
    place = {"type": "TextPositionSelector", "start": row["start_char"], "end": row["end_char"]}
    return {
        "id": f"{event}:{quote(row['coder'])}" + ("" if is_quote else f":{part}:{row['position']}"),
        "type": "Annotation",
        "motivation": "classifying" if is_quote else "identifying",
        "creator": {"type": "Software", "name": row["coder"]},
        "body": _bodies(row) if is_quote else [_body("tagging", part), _body("linking", event)],
        "target": {
            "source": row["url"] or f"urn:detente:document:{quote(row['document_id'], safe='')}",
            "selector": [quoted, place],
        },
    }


def _bodies(row: dict[str, Any]) -> list[dict[str, str]]:
    act = row["type"] + (f"[{row['content']}]" if row["content"] else "")
    said = f"{row['source']} -> {row['target']}" if row["target"] else row["source"]
    return [
        _body("classifying", act), _body("tagging", row["modality"]), _body("describing", said)
    ]  # fmt: skip


def _body(purpose: str, value: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"}
