"""Tasks: events for people to check, in Prodigy and in Label Studio.

A task is one quote with its trigger, source and target marked; offsets are code points of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detente.ledger.entries import Entry
from detente.ledger.selection import Selection
from detente.records import Span
from detente.report.export.files import text_file
from detente.report.export.flat import as_json

LABELS = ("TRIGGER", "SOURCE", "TARGET")


def write_prodigy(selection: Selection, path: Path) -> list[Path]:
    """Write one task a line, for ``spans.manual`` or ``textcat`` recipes."""
    with text_file(path) as stream:
        stream.writelines(as_json(_prodigy(entry)) + "\n" for entry in _entries(selection))
    return [path]


def write_labelstudio(selection: Selection, path: Path) -> list[Path]:
    """Write a list of tasks with one prediction each.

    The labelling interface they fit has ``<Text name="text" value="$text"/>``, ``<Labels
    name="part" toName="text">`` with ``LABELS``, and ``<Choices name="type" toName="text">`` with
    the event types.
    """
    with text_file(path) as stream:
        stream.write("[")
        for number, entry in enumerate(_entries(selection)):
            stream.write((",\n" if number else "\n") + as_json(_labelstudio(entry)))
        stream.write("\n]\n")
    return [path]


def _entries(selection: Selection) -> Iterator[Entry]:
    for entries in selection.entries():
        yield from entries


def _prodigy(entry: Entry) -> dict[str, Any]:
    spans = [{"start": start, "end": end, "label": label} for label, start, end in _marks(entry)]
    return {
        "text": entry.event.evidence.quote.text,
        "spans": spans,
        "label": entry.event.type,
        "meta": _meta(entry),
    }


def _labelstudio(entry: Entry) -> dict[str, Any]:
    event, text = entry.event, entry.event.evidence.quote.text
    to = {"to_name": "text", "score": event.confidence}
    result: list[dict[str, Any]] = [
        {"id": f"{event.id}-{number}", "from_name": "part", "type": "labels", **to,
         "value": {"start": start, "end": end, "text": text[start:end], "labels": [label]}}
        for number, (label, start, end) in enumerate(_marks(entry))
    ]  # fmt: skip
    result.append({"id": f"{event.id}-type", "from_name": "type", "type": "choices", **to,
                   "value": {"choices": [event.type]}})  # fmt: skip
    prediction = {"model_version": event.coder, "score": event.confidence, "result": result}
    return {"data": {"text": text, **_meta(entry)}, "predictions": [prediction]}


def _marks(entry: Entry) -> Iterator[tuple[str, int, int]]:
    """Label, start and end of every part, counted from where the quote begins."""
    evidence = entry.event.evidence
    parts: tuple[tuple[Span, ...], ...] = ((evidence.trigger,), evidence.source, evidence.target)
    for label, spans in zip(LABELS, parts, strict=True):
        for span in spans:
            yield label, span.start - evidence.quote.start, span.end - evidence.quote.start


def _meta(entry: Entry) -> dict[str, Any]:
    event, document = entry.event, entry.document
    return {
        "id": event.id,
        "source": [actor.id for actor in event.source],
        "target": [actor.id for actor in event.target],
        "content": event.content.type if event.content else None,
        "modality": event.modality.value,
        "confidence": event.confidence,
        "coder": event.coder,
        "outlet": document.outlet,
        "date": document.date.isoformat() if document.date else None,
        "url": document.url,
        "document_id": document.id,
        "quote_start": event.evidence.quote.start,
    }
