"""Articles: the entries of documents with their places in the text, by one coder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.ledger.concerns import ConcernEntry
from detente.ledger.entries import Entry
from detente.records import Concern, Document, Voice
from detente.report.dates import write_when
from detente.report.phrases import write_sentence
from detente.report.quotes import ELLIPSIS
from detente.web.deeds import coders_of
from detente.web.marks import Mark, mark_concern, mark_event
from detente.web.page import NotFoundError
from detente.web.snapshot import Edition, View


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of an article, in the order of the text; ``number`` stands before its quote.

    ``kind`` is ``event`` or ``concern``; ``marks`` are the places of its parts in the text.
    """

    number: int
    id: str
    kind: str
    sentence: str
    when: str
    type: str | None
    quad: int | None
    score: float | None
    modality: str | None
    issues: tuple[str, ...]
    according_to: str | None
    quote: str
    start: int
    end: int
    confidence: float
    coder: str
    marks: tuple[Mark, ...]

    @property
    def sign(self) -> str:
        """The class by which it is coloured: cooperative, hostile, or a concern."""
        return "concern" if self.quad is None else "coop" if self.quad < 3 else "conf"


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document among those of its news story; ``copy_of`` is the one whose text it repeats."""

    id: str
    date: dt.date | None
    outlet: str | None
    cites: tuple[str, ...]
    title: str
    genre: str
    url: str | None
    copy_of: str | None
    copy_outlet: str | None
    entries: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """The entries of documents by ``coder``, one of the ``coders`` that have read any of them."""

    coder: str
    coders: tuple[str, ...]
    entries: tuple[Entry, ...]
    concerns: tuple[ConcernEntry, ...]


def read_entries(view: View, document_ids: Sequence[str], coder: str | None) -> Reading:
    """The entries by ``coder`` (default: of those who have read the documents the busiest).

    Raises ``NotFoundError`` for a coder that the snapshot does not have.
    """
    busiest = coders_of(view.edition)
    readers = view.snapshot.coders_of(document_ids)
    readers.sort(key=lambda name: busiest.index(name) if name in busiest else len(busiest))
    if coder is not None and coder not in (*readers, *busiest):
        raise NotFoundError(f"Nobody called {coder} has coded anything here.")
    chosen = coder or next(iter(readers), None)
    if chosen is None:
        return Reading("", (), (), ())
    entries = view.snapshot.events(document=document_ids, coder=chosen)
    concerns = view.snapshot.concerns(document=document_ids, coder=chosen)
    return Reading(chosen, tuple(readers), tuple(entries), tuple(concerns))


def number_entries(
    edition: Edition, document: Document, entries: Sequence[Entry], concerns: Sequence[ConcernEntry]
) -> tuple[EntryRow, ...]:
    """The entries of one article by where their words stand, numbered from 1."""
    found: list[tuple[int, int, Entry | ConcernEntry]] = [
        (e.event.evidence.quote.start, e.event.evidence.trigger.start, e) for e in entries
    ]
    found += [(c.concern.evidence.start, c.concern.about.start, c) for c in concerns]
    found.sort(key=lambda one: one[:2])
    return tuple(
        _event_row(edition, number, one, document)
        if isinstance(one, Entry)
        else _concern_row(edition, number, one, document)
        for number, (_, _, one) in enumerate(found, start=1)
    )


def _event_row(edition: Edition, number: int, entry: Entry, document: Document) -> EntryRow:
    event, quote = entry.event, entry.event.evidence.quote
    return EntryRow(
        number, event.id, "event", write_sentence(event, edition.prose),
        write_when(entry.date, event.when), event.type, entry.quad, entry.score,
        event.modality.value, event.issues, _speaker(event.attribution), quote.text, quote.start,
        quote.end, event.confidence, event.coder, mark_event(event, document.text, number),
    )  # fmt: skip


def _concern_row(edition: Edition, number: int, one: ConcernEntry, document: Document) -> EntryRow:
    concern, quote = one.concern, one.concern.evidence
    return EntryRow(
        number, concern.id, "concern", write_concern(concern, edition), "", None, None, None,
        None, concern.issues, _speaker(concern.attribution), quote.text, quote.start, quote.end,
        concern.confidence, concern.coder, mark_concern(concern, document.text, number),
    )  # fmt: skip


def write_concern(concern: Concern, edition: Edition) -> str:
    """A stated concern as a sentence without a full stop."""
    holders = edition.prose.join(concern.holder)
    sentence = f"{holders[:1].upper()}{holders[1:]} is said to be concerned about:"
    return f"{sentence} {' '.join(concern.about.text.split())}"


def _speaker(chain: Sequence[Voice]) -> str | None:
    """The innermost speaker in the text's words."""
    name = next((voice.name for voice in reversed(chain) if voice.kind == "speaker"), None)
    return " ".join(name.split()) if name else None


def read_siblings(
    view: View, story: str, counts: dict[str, int] | None = None
) -> Iterator[DocumentRow]:
    """The documents of a news story by date, with the entries of each where they are counted."""
    members = view.snapshot.storyline(story)
    found = view.snapshot.heads(member.document_id for member in members)
    for member in members:
        one, first = found[member.document_id], found.get(member.copy_of or "")
        yield DocumentRow(
            one.id, one.date, one.outlet, one.outlets, headline(one), one.genre.value, one.url,
            member.copy_of, first.outlet if first else None,
            None if counts is None else counts.get(one.id, 0),
        )  # fmt: skip


def headline(document: Document) -> str:
    """The title, or the beginning of the text where there is none."""
    title = " ".join((document.title or "").split())
    return title or cut_short(" ".join(document.text[:400].split()), 200)


def cut_short(text: str, length: int) -> str:
    """The text in no more than so many characters, cut between words if it has to be."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" .,;:–…") + ELLIPSIS
