"""Records from JSON: the way back from ``records_json``, for what people wrote or kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeVar

from detente.records import (
    Actor,
    Amount,
    Concern,
    Content,
    Event,
    Evidence,
    Modality,
    Span,
    Voice,
    When,
)

T = TypeVar("T")

_MISSING = object()
_GRAINS = ("day", "week", "month", "quarter", "season", "year")
_ORIGINS = ("stated", "relative", "publication")


def read_event(row: Mapping[str, Any]) -> Event:
    """The event that ``event_dict`` has written; ``id``, ``told_by`` and what the document says
    of itself follow from the rest and are passed over.

    Raises ``ValueError`` naming the field that is missing or has another form.
    """
    about = _get(row, "content", str, None)
    return Event(
        document_id=_get(row, "document_id", str),
        source=_actors(row, "source"),
        target=_actors(row, "target"),
        type=_get(row, "type", str),
        evidence=Evidence(
            _span(row, "evidence"),
            _span(row, "trigger"),
            _spans(row, "source_spans"),
            _spans(row, "target_spans"),
        ),
        coder=_get(row, "coder", str),
        mode=_get(row, "mode", str, None),
        content=about
        and Content(about, _actors(row, "content_source"), _actors(row, "content_target")),
        modality=Modality(_get(row, "modality", str, "actual")),
        mutual=_get(row, "mutual", bool, False),
        object=_actors(row, "object"),
        issues=_names(row, "issue"),
        contexts=_names(row, "context"),
        when=_when(row),
        where=_get(row, "where", str, None),
        amount=_amount(row),
        attribution=_voices(row),
        confidence=_number(row, "confidence", 0.5),
    )


def read_concern(row: Mapping[str, Any]) -> Concern:
    """The concern that ``concern_dict`` has written; raises ``ValueError`` as ``read_event``."""
    return Concern(
        document_id=_get(row, "document_id", str),
        holder=_actors(row, "holder"),
        about=_span(row, "about"),
        evidence=_span(row, "evidence"),
        coder=_get(row, "coder", str),
        actors=_actors(row, "actors"),
        issues=_names(row, "issue"),
        attribution=_voices(row),
        confidence=_number(row, "confidence", 0.5),
    )


def _get(row: Mapping[str, Any], field: str, kind: type[T], default: Any = _MISSING) -> Any:
    value = row.get(field)
    if value is None:
        if default is _MISSING:
            raise ValueError(f"{field} is missing")
        return default
    if not isinstance(value, kind):
        raise ValueError(f"{field} is not {_KINDS[kind]}: {str(value)[:60]!r}")
    return value


_KINDS = {str: "text", bool: "true or false", dict: "an object", list: "a list"}


def _number(row: Mapping[str, Any], field: str, default: Any = _MISSING) -> float:
    value = row.get(field, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{field} is not a number: {str(value)[:60]!r}")
    return float(value)


def _names(row: Mapping[str, Any], field: str) -> tuple[str, ...]:
    names = _get(row, field, list, ())
    if not all(isinstance(name, str) for name in names):
        raise ValueError(f"{field} is not a list of names")
    return tuple(names)


def _actors(row: Mapping[str, Any], field: str) -> tuple[Actor, ...]:
    return tuple(map(Actor.parse, _names(row, field)))


def _objects(row: Mapping[str, Any], field: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = _get(row, field, list, [])
    if not all(isinstance(one, dict) for one in rows):
        raise ValueError(f"{field} is not a list of objects")
    return rows


def _span(row: Mapping[str, Any], field: str) -> Span:
    return _as_span(_get(row, field, dict), field)


def _spans(row: Mapping[str, Any], field: str) -> tuple[Span, ...]:
    return tuple(_as_span(one, field) for one in _objects(row, field))


def _as_span(found: Mapping[str, Any], field: str) -> Span:
    start, end = found.get("start"), found.get("end")
    if not (type(start) is int and type(end) is int):
        raise ValueError(f"{field} has no start and end in characters")
    return Span(start, end, _get(found, "text", str))


def _when(row: Mapping[str, Any]) -> When | None:
    when = _get(row, "when", dict, None)
    if when is None:
        return None
    grain, origin = _get(when, "granularity", str), _get(when, "origin", str)
    if grain not in _GRAINS or origin not in _ORIGINS:
        raise ValueError(f"when has no such granularity or origin: {grain!r}, {origin!r}")
    start, end = (dt.date.fromisoformat(_get(when, day, str)) for day in ("start", "end"))
    return When(start, end, grain, origin)


def _amount(row: Mapping[str, Any]) -> Amount | None:
    amount = _get(row, "amount", dict, None)
    return amount and Amount(
        _number(amount, "value"),
        _get(amount, "unit", str),
        _get(amount, "currency", str, None),
        _get(amount, "text", str, ""),
    )


def _voices(row: Mapping[str, Any]) -> tuple[Voice, ...]:
    return tuple(map(_voice, _objects(row, "attribution")))


def _voice(row: Mapping[str, Any]) -> Voice:
    actor = _get(row, "actor", str, None)
    return Voice(
        kind=_get(row, "kind", str),
        name=_get(row, "name", str),
        actor=actor and Actor.parse(actor),
        cue=_get(row, "cue", str, None),
        quoted=_get(row, "quoted", bool, False),
        named=_get(row, "named", bool, True),
        form=_get(row, "form", str, "indirect"),
    )
