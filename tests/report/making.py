"""Entries made by hand for tests: a text, and words in it, become evidence that stands in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from detente.ledger.concerns import ConcernEntry
from detente.ledger.entries import Entry
from detente.ontology import quad, score
from detente.records import (
    Actor,
    Amount,
    Concern,
    Content,
    Document,
    Event,
    Evidence,
    Genre,
    Modality,
    Span,
    Voice,
    When,
)

CODER = "hand/1"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def actors(ids: str) -> tuple[Actor, ...]:
    return tuple(Actor.parse(one) for one in ids.split())


def find_span(text: str, words: str, within: Span | None = None) -> Span:
    start = text.index(words, within.start if within else 0)
    return Span(start, start + len(words), words)


def make_document(
    text: str,
    date: str | None = "2009-01-15",
    outlet: str | None = "Northern Wire",
    *,
    id: str | None = None,
    genre: Genre = Genre.REPORT,
    **more: object,
) -> Document:
    slug = (outlet or "nobody").lower().replace(" ", "-")
    made = Document(
        id=id or "",
        text=text,
        outlet=outlet,
        date=day(date) if date else None,
        genre=genre,
        url=f"https://example.org/{slug}/{date}",
    )
    made = replace(made, **more)  # type: ignore[arg-type]
    return made if id else replace(made, id=made.digest[:12])


def make_entry(
    document: Document,
    what: str,
    quote: str | None = None,
    trigger: str | None = None,
    *,
    modality: str = "actual",
    issues: str = "",
    says: str | None = None,
    sayer: str | None = None,
    quoted: bool = False,
    on: str | None = None,
    grain: str = "day",
    until: str | None = None,
    confidence: float = 0.8,
    object: str = "",
    amount: str | None = None,
    content_target: str = "",
) -> Entry:
    """One entry from a line such as ``NATO > RUS REQUEST[CONSULT]`` or ``NATO = RUS CONSULT``.

    ``>`` is directed, ``=`` mutual; several actors stand in a row; a mode follows a dot. ``on``
    is the day stated in the text (default: that of publication).
    """
    mutual = " = " in what
    left, right = what.split(" = " if mutual else " > ")
    *target, act = right.split(" ")
    head, _, rest = act.partition("[")
    type_, _, mode = head.partition(".")
    words = quote or document.text
    span = find_span(document.text, words)
    mark = find_span(document.text, trigger or words.split()[0], span)
    content = Content(rest.rstrip("]"), target=actors(content_target)) if rest else None
    when = None
    if on is not None:
        when = When(day(on), day(until or on), grain, "stated")
    voices: tuple[Voice, ...] = (Voice("outlet", document.outlet or "unknown"),)
    if says is not None:
        who = Actor.parse(sayer) if sayer else None
        voices += (Voice("speaker", says, who, cue="said", quoted=quoted, named=who is not None),)
    event = Event(
        document_id=document.id,
        source=actors(left),
        target=actors(" ".join(target)),
        type=type_,
        mode=mode or None,
        evidence=Evidence(span, mark),
        coder=CODER,
        content=content,
        modality=Modality(modality),
        mutual=mutual,
        object=actors(object),
        issues=tuple(issues.split()),
        when=when,
        amount=Amount(0.0, "", None, amount) if amount else None,
        attribution=voices,
        confidence=confidence,
    )
    about = content.type if content else None
    return Entry(
        event,
        replace(document, text=""),
        day(on) if on else document.date,
        quad(type_, about),
        score(type_, event.mode, about),
    )


def make_concern(
    document: Document, holder: str, about: str, quote: str | None = None, issues: str = ""
) -> ConcernEntry:
    evidence = find_span(document.text, quote or document.text)
    concern = Concern(
        document_id=document.id,
        holder=actors(holder),
        about=find_span(document.text, about, evidence),
        evidence=evidence,
        coder=CODER,
        issues=tuple(issues.split()),
        confidence=0.7,
    )
    return ConcernEntry(concern, replace(document, text=""))


def quick(
    what: str,
    date: str | None = "2009-01-15",
    *,
    text: str = "It acted in a way that somebody put into words.",
    trigger: str = "acted",
    outlet: str = "Northern Wire",
    genre: Genre = Genre.REPORT,
    **more: object,
) -> Entry:
    """An entry whose wording does not matter; every call makes a document of its own."""
    quick.made += 1  # type: ignore[attr-defined]
    document = make_document(
        text,
        date,
        outlet,
        genre=genre,
        id=f"doc{quick.made}",  # type: ignore[attr-defined]
    )
    return make_entry(document, what, trigger=trigger, **more)  # type: ignore[arg-type]


quick.made = 0  # type: ignore[attr-defined]
