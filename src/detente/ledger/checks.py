"""Checks: why an entry may not enter the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from detente.ontology import event_types
from detente.records import Actor, Concern, Event, Span, Voice

Fault = tuple[str, str]
"""The code and the detail of a reject."""


def event_fault(event: Event, document_id: str, text: str, coder: str) -> Fault | None:
    """What is wrong with an event of this document, or ``None``: it may enter."""
    known = event_types()
    content = event.content
    for type_id in (event.type, content.type if content else event.type):
        if type_id not in known:
            return "type", f"{type_id!r} is not an event type"
    actors = (
        *event.source,
        *event.target,
        *event.object,
        *((*content.source, *content.target) if content else ()),
    )
    amount = event.amount
    texts = (event.mode, event.where, *event.issues, *event.contexts)
    stated = (amount.unit, amount.currency, amount.text) if amount else ()
    return (
        _origin_fault((event.document_id, event.coder), (document_id, coder))
        or _span_fault(event.evidence.spans(), text)
        or _actor_fault(actors, event.attribution)
        or _text_fault((*texts, *stated), event.attribution)
    )


def concern_fault(concern: Concern, document_id: str, text: str, coder: str) -> Fault | None:
    """What is wrong with a concern of this document, or ``None``: it may enter."""
    return (
        _origin_fault((concern.document_id, concern.coder), (document_id, coder))
        or _span_fault((concern.evidence, concern.about), text)
        or _actor_fault((*concern.holder, *concern.actors), concern.attribution)
        or _text_fault(concern.issues, concern.attribution)
    )


def _origin_fault(found: tuple[str, str], expected: tuple[str, str]) -> Fault | None:
    if found[0] != expected[0]:
        return "document", f"the entry is of document {found[0]!r}, not {expected[0]!r}"
    if found[1] != expected[1]:
        return "coder", f"the entry is by {found[1]!r}, the run by {expected[1]!r}"
    return None


def _span_fault(spans: Iterable[Span], text: str) -> Fault | None:
    for span in spans:
        if not span.stands_in(text):
            return "evidence", f"not in the text at [{span.start}:{span.end}]: {span.text[:80]!r}"
    return None


def _actor_fault(actors: Iterable[Actor], voices: Iterable[Voice]) -> Fault | None:
    for actor in (*actors, *(voice.actor for voice in voices if voice.actor)):
        if not _readable(actor):
            return "actor", f"{actor.id!r} is not an actor id"
    return None


@lru_cache(maxsize=65_536)
def _readable(actor: Actor) -> bool:
    try:
        return Actor.parse(actor.id) == actor and storable(actor.id)
    except ValueError:
        return False


def _text_fault(texts: Iterable[str | None], voices: Iterable[Voice]) -> Fault | None:
    said = (part for voice in voices for part in (voice.kind, voice.name, voice.cue))
    for text in (*texts, *said):
        if text and not storable(text):
            return "encoding", f"half a surrogate pair in {text[:80]!r}"
    return None


def storable(text: str) -> bool:
    """Whether the text is Unicode that can be stored: no half of a surrogate pair."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def escaped(text: str) -> str:
    """The text with what cannot be stored written out (file names may hold it)."""
    return text if storable(text) else text.encode("utf-8", "backslashreplace").decode()
