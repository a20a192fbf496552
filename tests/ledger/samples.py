"""Documents and codings made to measure, for the tests of ledger, engine and recovery."""

from __future__ import annotations

import datetime as dt

from detente.records import (
    Actor,
    Amount,
    Coding,
    Concern,
    Content,
    Document,
    Event,
    Evidence,
    Genre,
    Modality,
    Passage,
    Span,
    Voice,
    When,
)

CODER = "fake/1"


def span(text: str, part: str) -> Span:
    """The first place of ``part`` in ``text``."""
    start = text.index(part)
    return Span(start, start + len(part), part)


def actors(ids: str) -> tuple[Actor, ...]:
    """Actors of ids with spaces between them."""
    return tuple(map(Actor.parse, ids.split()))


def document(
    id: str,
    text: str = "Russia met NATO.",
    date: str | None = "2009-09-18",
    outlet: str | None = "itar-tass",
) -> Document:
    return Document(
        id, text, outlet=outlet, date=dt.date.fromisoformat(date) if date else None, source=id
    )


def event(
    of: Document,
    source: str = "RUS",
    type: str = "CONSULT",
    target: str = "NATO",
    *,
    trigger: str = "met",
    coder: str = CODER,
    modality: str = "actual",
    mutual: bool = False,
    issues: tuple[str, ...] = (),
    confidence: float = 0.8,
) -> Event:
    """An event that quotes the whole document."""
    quote = Span(0, len(of.text), of.text)
    return Event(
        of.id,
        actors(source),
        actors(target),
        type,
        Evidence(quote, span(of.text, trigger)),
        coder,
        modality=Modality(modality),
        mutual=mutual,
        issues=issues,
        confidence=confidence,
    )


def coding(of: Document, *events: Event) -> Coding:
    return Coding(of, events)


FULL_TEXT = (
    "Ж𝔘. The “Kommersant” daily writes that a NATO spokesman urged Russia to cut its 60 missiles "
    "by 2010, and that Poland sees the missiles as a threat."
)


def full_coding(coder: str = CODER) -> Coding:
    """One coding with every field of every record filled."""
    text = FULL_TEXT
    of = Document(
        "dir/one.txt",
        text,
        title="On missiles",
        outlet="kommersant",
        author="A. Author",
        date=dt.date(2009, 9, 18),
        genre=Genre.COMMENTARY,
        url="https://example.org/1",
        source="dir/one.txt:1",
        outlets=("reuters", "itar-tass"),
    )
    voices = (
        Voice("outlet", "Kommersant", Actor("MED", None, "kommersant"), "writes"),
        Voice("speaker", "a NATO spokesman", None, "urged", quoted=True, named=False),
    )
    quote = Span(4, len(text), text[4:])
    full = Event(
        of.id,
        actors("NATO POL-MFA:sikorski"),
        actors("RUS-MIL"),
        "REQUEST",
        Evidence(
            quote, span(text, "urged"), (span(text, "a NATO spokesman"),), (span(text, "Russia"),)
        ),
        coder,
        mode="appeal",
        content=Content("RETREAT", actors("RUS-MIL"), actors("NATO")),
        modality=Modality.PLANNED,
        mutual=True,
        object=actors("UKR"),
        issues=("arms-control", "missile-defence"),
        contexts=("military",),
        when=When(dt.date(2010, 1, 1), dt.date(2010, 12, 31), "year", "stated"),
        where="Brussels",
        amount=Amount(60.0, "missiles", "USD", "60 missiles"),
        attribution=voices,
        confidence=0.25,
    )
    concern = Concern(
        of.id,
        actors("POL"),
        span(text, "the missiles"),
        quote,
        coder,
        actors("RUS"),
        ("missile-defence",),
        voices,
        0.5,
    )
    return Coding(of, (full,), (concern,), (Passage(0, 0, 3, text[:3]), Passage(1, 4, 9, "x")))
