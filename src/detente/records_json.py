"""Records as JSON: one dictionary an entry, the same from ``detente code`` and from a ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from detente.records import Actor, Concern, Document, Event, Span, Voice


def event_dict(event: Event, document: Document) -> dict[str, Any]:
    """One event as JSON-able values, with what its document says of itself.

    Lists are never ``None``, dates are ISO days, spans are ``{text, start, end}`` in characters
    of the document's text. The keys are those of ``detente code --format jsonl``.
    """
    content = event.content
    return {
        "id": event.id,
        "document_id": event.document_id,
        "source": _ids(event.source),
        "target": _ids(event.target),
        "object": _ids(event.object),
        "type": event.type,
        "mode": event.mode,
        "content": content.type if content else None,
        "content_source": _ids(content.source) if content else [],
        "content_target": _ids(content.target) if content else [],
        "modality": event.modality.value,
        "mutual": event.mutual,
        "issue": list(event.issues),
        "context": list(event.contexts),
        "when": _when(event),
        "where": event.where,
        "amount": _amount(event),
        "attribution": [_voice(voice) for voice in event.attribution],
        "told_by": event.told_by.value,
        "evidence": span_dict(event.evidence.quote),
        "trigger": span_dict(event.evidence.trigger),
        "source_spans": [span_dict(span) for span in event.evidence.source],
        "target_spans": [span_dict(span) for span in event.evidence.target],
        "confidence": event.confidence,
        "coder": event.coder,
        **_document(document),
    }


def concern_dict(concern: Concern, document: Document) -> dict[str, Any]:
    """One stated concern as JSON-able values, in the manner of ``event_dict``."""
    return {
        "id": concern.id,
        "document_id": concern.document_id,
        "holder": _ids(concern.holder),
        "actors": _ids(concern.actors),
        "about": span_dict(concern.about),
        "evidence": span_dict(concern.evidence),
        "issue": list(concern.issues),
        "attribution": [_voice(voice) for voice in concern.attribution],
        "confidence": concern.confidence,
        "coder": concern.coder,
        **_document(document),
    }


def span_dict(span: Span) -> dict[str, Any]:
    """A span as ``{text, start, end}``."""
    return {"text": span.text, "start": span.start, "end": span.end}


def _ids(actors: Iterable[Actor]) -> list[str]:
    return [actor.id for actor in actors]


def _day(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def _when(event: Event) -> dict[str, Any] | None:
    when = event.when
    if when is None:
        return None
    return {
        "start": when.start.isoformat(),
        "end": when.end.isoformat(),
        "granularity": when.granularity,
        "origin": when.origin,
    }


def _amount(event: Event) -> dict[str, Any] | None:
    amount = event.amount
    if amount is None:
        return None
    return {
        "value": amount.value,
        "unit": amount.unit,
        "currency": amount.currency,
        "text": amount.text,
    }


def _voice(voice: Voice) -> dict[str, Any]:
    return {
        "kind": voice.kind,
        "name": voice.name,
        "actor": voice.actor.id if voice.actor else None,
        "cue": voice.cue,
        "quoted": voice.quoted,
        "named": voice.named,
        "form": voice.form,
    }


def _document(document: Document) -> dict[str, Any]:
    return {
        "outlet": document.outlet,
        "outlets": list(document.outlets),
        "date": _day(document.date),
        "url": document.url,
    }
