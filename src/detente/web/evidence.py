"""Evidence: what the page of an entry shows, of coded texts and of imported event data alike."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from detente.web.marks import Mark
from detente.web.reports import OtherVersion, RelatedAct


@dataclass(frozen=True, slots=True)
class NamedActor:
    """An actor by id (``None`` where no table knows it) and name."""

    id: str | None
    name: str


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One link of the chain of who says so: an outlet, an author or a speaker.

    ``quoted`` tells that the words stand in its direct quotation, ``form`` how they are given.
    """

    kind: str
    name: str
    actor: NamedActor | None
    cue: str | None
    quoted: bool
    form: str


@dataclass(frozen=True, slots=True)
class EventProof:
    """The article's words: ``quote`` stands in it from ``start`` to ``end``, to the letter.

    ``context`` is the text around it, from the place ``low`` on; ``marks`` are the parts of the
    evidence, their places those of the context.
    """

    document: str
    title: str | None
    outlet: str | None
    author: str | None
    published: dt.date | None
    url: str | None
    quote: str
    start: int
    end: int
    context: str
    low: int
    marks: tuple[Mark, ...]
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report of the act; of coded texts an entry, of imported event data a row of a file.

    ``copy_of`` is the document whose text it repeats; ``this`` tells the entry of the page.
    """

    id: str
    this: bool
    date: dt.date | None
    outlet: str | None
    cites: tuple[str, ...]
    document: str | None
    title: str | None
    quote: str | None
    copy_of: str | None
    copy_outlet: str | None
    url: str | None
    confidence: float | None
    source_name: str | None
    target_name: str | None
    code: str | None
    place: str | None
    read_from: str | None


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What the entry says, field by field (``docs/glossary.md``)."""

    source: tuple[NamedActor, ...]
    target: tuple[NamedActor, ...]
    object: tuple[NamedActor, ...]
    mutual: bool
    type: str | None
    mode: str | None
    content: str | None
    content_source: tuple[NamedActor, ...]
    content_target: tuple[NamedActor, ...]
    modality: str
    issues: tuple[str, ...]
    contexts: tuple[str, ...]
    date: dt.date | None
    when: str
    first_day: dt.date | None
    last_day: dt.date | None
    granularity: str | None
    date_origin: str | None
    where: str | None
    amount: str | None
    quad: int | None
    score: float | None
    goldstein: float | None
    code: str | None
    confidence: float
    coder: str
    told_by: str | None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The dyad that the entry is seen in, and its acts before and after under the filters."""

    a: str
    b: str
    a_name: str
    b_name: str
    place: int | None
    acts: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """All that the page shows; ``proof``, ``chain`` and what it is linked to only of coded texts.

    ``act`` is the id under which lists show the act: that of its surest report.
    """

    id: str
    imported: bool
    sentence: str
    facts: EventFacts
    chain: tuple[ChainLink, ...]
    proof: EventProof | None
    act: str
    reports: tuple[ReportRow, ...]
    reported: int
    independent: int | None
    story: str | None
    versions: tuple[OtherVersion, ...]
    answers: tuple[RelatedAct, ...]
    answered_by: tuple[RelatedAct, ...]
    others: tuple[str, ...]
    dyad: Neighbours | None
