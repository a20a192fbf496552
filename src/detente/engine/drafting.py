"""Drafting: an event as a person writes it down, in a few fields, made whole.

The fields are those of ``detente code``. Actors may be names, dates may be plain days or months,
and words of the document may be given without their place, where they stand in it but once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from detente.actors.names import find_actor
from detente.ledger.filters import REVIEW, first_day, last_day
from detente.ontology import event_types, issues
from detente.records import Document, Event
from detente.records_json import event_dict
from detente.records_reading import read_event

_SIDES = ("source", "target", "object", "content_source", "content_target")
_PARTS = ("trigger", "source_spans", "target_spans")


def draft_event(document: Document, fields: Mapping[str, Any]) -> Event:
    """A new event of a document.

    ``source``, ``type`` and ``evidence`` are needed. Without ``trigger`` the whole evidence is
    it, without ``when`` the day is that of publication, and without ``attribution`` the outlet
    says so. Raises ``ValueError`` for what is missing or has no such form, and
    ``UnknownActorError`` for names that no table has.
    """
    from detente.coding.attribution import frame

    day = {"when": document.date.isoformat()} if document.date else {}
    given = {name: value for name, value in fields.items() if value not in (None, "")}
    event = _read(document, {"trigger": given.get("evidence"), **day, **given})
    return event if "attribution" in given else replace(event, attribution=frame(document))


def amend_event(event: Event, document: Document, fields: Mapping[str, Any]) -> Event:
    """An event with some fields as they should be; raises as ``draft_event``.

    A mode that the new type does not have falls away.
    """
    row = event_dict(event, document) | dict(fields)
    if "mode" not in fields and row["mode"] not in _modes(row["type"]):
        row["mode"] = None
    if not row["content"]:
        row |= {"content": None, "content_source": [], "content_target": []}
    return _read(document, row)


def _read(document: Document, row: dict[str, Any]) -> Event:
    for side in _SIDES:
        row[side] = [find_actor(name, document.date) for name in _list(row, side)]
    row["evidence"] = _place(document.text, row.get("evidence"), "evidence", (0, None))
    start, end = row["evidence"]["start"], row["evidence"]["end"]
    for part in _PARTS:
        several = part != "trigger"
        given = _list(row, part) if several else [row.get(part)]
        found = [_place(document.text, one, part, (start, end)) for one in given]
        row[part] = found if several else found[0]
    if isinstance(row.get("when"), str):
        row["when"] = _when(row["when"], document.date)
    _check(row)
    return read_event({**row, "document_id": document.id, "coder": REVIEW, "confidence": 1.0})


def _list(row: Mapping[str, Any], field: str) -> list[Any]:
    value = row.get(field) or []
    return [value] if isinstance(value, str) else list(value)


def _place(text: str, given: Any, field: str, within: tuple[int, int | None]) -> dict[str, Any]:
    """A span of the text: by its words, which stand once in the stretch, or by start and end."""
    if isinstance(given, str) and given:
        start = text.find(given, *within)
        if start < 0:
            raise ValueError(f"{field}: the text does not have these words: {given[:80]!r}")
        if text.find(given, start + 1, within[1]) >= 0:
            raise ValueError(
                f"{field}: the text has these words more than once, so give start and end:"
                f" {given[:80]!r}"
            )
        return {"start": start, "end": start + len(given), "text": given}
    match given:
        case {"start": int(start), "end": int(end)}:
            if not 0 <= start < end <= len(text):
                raise ValueError(f"{field}: {start} to {end} is no stretch of the text")
            words = text[start:end]
            if given.get("text", words) != words:
                raise ValueError(f"{field}: the text has other words there: {words[:80]!r}")
            return {"start": start, "end": end, "text": words}
    raise ValueError(f"{field} is missing; give its words, or start and end in characters")


def _when(text: str, published: dt.date | None) -> dict[str, Any]:
    """A year, month or day; raises ``ValueError`` for anything else."""
    start, end = first_day(text), last_day(text)
    granularity = ("year", "month", "day")[text.count("-")]
    origin = "publication" if start == end == published else "stated"
    return {"start": start.isoformat(), "end": end.isoformat(), "granularity": granularity,
            "origin": origin}  # fmt: skip


def _check(row: Mapping[str, Any]) -> None:
    """What no reader of records checks: that modes and issues are those of the ontology."""
    type_id, mode = row.get("type"), row.get("mode")
    if type_id not in event_types():
        raise ValueError(f"{type_id!r} is not an event type; they are {', '.join(event_types())}")
    if mode is not None and mode not in _modes(type_id):
        raise ValueError(
            f"{type_id} has no mode {mode!r}; it has {', '.join(_modes(type_id)) or 'none'}"
        )
    unknown = set(_list(row, "issue")) - set(issues())
    if unknown:
        raise ValueError(f"no such issue: {', '.join(sorted(unknown))} (of {', '.join(issues())})")


def _modes(type_id: str) -> tuple[str, ...]:
    known = event_types().get(type_id)
    return tuple(known.modes) if known else ()
