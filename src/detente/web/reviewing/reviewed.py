"""Reviewed: all reviews that a page can know of, by entry: those that the snapshot has taken over,
and those that wait in the journal for the next one."""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from detente.errors import LedgerError
from detente.ledger import Review, ReviewKind, ReviewNote, ReviewState
from detente.ledger.rulings import Ruling, Rulings, rule
from detente.records import Concern, Event
from detente.report.phrases import write_sentence
from detente.web import links
from detente.web.articles import write_concern
from detente.web.snapshot import Edition, View

_LOG = logging.getLogger("detente.web")
WAITING = "waits"
"""The state of a review that the snapshot has not taken over yet."""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One review in words: what was found, and what it should be.

    ``state`` is a ``ReviewState`` or ``WAITING``. ``entry`` is the id under which its entry is
    found (``/review/ID``), ``entries`` and ``apart`` are those that a merge or split names.
    """

    id: str
    when: dt.datetime
    reviewer: str
    kind: str
    state: str
    detail: str
    disputed: bool
    entry: str | None
    found: str
    reading: str
    quote: str
    note: str
    document: str | None
    entries: tuple[str, ...]
    apart: tuple[str, ...]
    withdraws: str | None

    @property
    def is_open(self) -> bool:
        """Whether its reviewer may still take it back."""
        return self.state != ReviewState.WITHDRAWN and self.kind != ReviewKind.WITHDRAW


@dataclass(frozen=True, slots=True)
class Reviewed:
    """All reviews in the order in which they were made, and what follows from them together."""

    lines: tuple[ReviewLine, ...]
    rulings: Rulings
    stand: dict[str, str | None]
    by_entry: dict[str, tuple[int, ...]]

    @property
    def waiting(self) -> int:
        """How many reviews the snapshot lacks."""
        return sum(line.state == WAITING for line in self.lines)

    def of(self, id: str) -> tuple[ReviewLine, ...]:
        """The reviews of an entry under any of its ids, and those that name it."""
        return tuple(self.lines[place] for place in self.by_entry.get(id, ()))

    def ruling(self, id: str) -> Ruling | None:
        """What counts of an entry once all its reviews do; ``None`` of one without any."""
        return next((one for one in self.rulings.entries if id in one.ids), None)


def read_reviewed(view: View) -> Reviewed:
    """All reviews; kept until the journal grows or a newer snapshot comes."""
    snapshot = view.snapshot
    key = ("reviewed", snapshot.journal_stamp())
    return view.edition.keep(key, lambda: _read(view))


def stands_as(view: View, id: str) -> str | None:
    """Where an entry is found that bears this id no more, or not yet: under its new one, or where
    its reviews are; ``None`` where no review names it."""
    reviewed = read_reviewed(view)
    now = reviewed.stand.get(id)
    if now is not None and now != id:
        return links.to_event(now)
    return links.to_review(id) if reviewed.of(id) else None


def _read(view: View) -> Reviewed:
    notes = view.snapshot.reviews()
    try:
        waiting = view.snapshot.waiting([note.review.id for note in notes])
    except LedgerError as error:
        _LOG.warning("reviews that wait could not be read: %s", error)
        waiting = []
    rulings = rule([*(note.review for note in notes), *waiting])
    stand = {
        id: note.event_id
        for note in notes
        if note.review.kind.judges and note.state is not ReviewState.WITHDRAWN
        for id in _ids(note.review)
    }
    of = {id: ruling for ruling in rulings.entries for id in ruling.ids}
    lines = [_line(view.edition, note.review, of, note) for note in notes]
    lines += [_line(view.edition, review, of, None) for review in waiting]
    return Reviewed(tuple(lines), rulings, stand, _by_entry(lines, of))


def _ids(review: Review) -> set[str]:
    """Every id under which a review knows its entry."""
    event = review.stands
    return {*review.entries, *((event.id,) if event else ())}


def _line(
    edition: Edition, review: Review, of: dict[str, Ruling], note: ReviewNote | None
) -> ReviewLine:
    entry = next(iter(review.entries), None)
    ruling = of.get(entry or "") if review.kind.judges else None
    proof = review.found or review.event
    about = proof.evidence.quote.text if proof else review.concern and review.concern.evidence.text
    return ReviewLine(
        id=review.id,
        when=review.when,
        reviewer=review.reviewer,
        kind=review.kind.value,
        state=note.state.value if note else WAITING,
        detail=note.detail if note else "",
        disputed=bool(ruling and ruling.disputed),
        entry=entry,
        found=write_entry(review.found or review.concern, edition),
        reading=write_entry(review.event, edition),
        quote=about or "",
        note=review.note,
        document=review.document_id,
        entries=review.entries,
        apart=review.apart,
        withdraws=review.withdraws,
    )


def write_entry(entry: Event | Concern | None, edition: Edition) -> str:
    """An entry in a sentence; empty for none."""
    if entry is None:
        return ""
    if isinstance(entry, Event):
        return write_sentence(entry, edition.prose)
    return write_concern(entry, edition)


def _by_entry(lines: list[ReviewLine], of: dict[str, Ruling]) -> dict[str, tuple[int, ...]]:
    found = defaultdict[str, list[int]](list)
    by_id = {line.id: line for line in lines}
    for place, line in enumerate(lines):
        for id in _told_of(line, by_id, of):
            found[id].append(place)
    return {id: tuple(places) for id, places in found.items()}


def _told_of(
    line: ReviewLine, by_id: dict[str, ReviewLine], of: dict[str, Ruling]
) -> Iterator[str]:
    """All ids of the entries that a review is about; a withdrawal is about those of its review."""
    meant = by_id.get(line.withdraws or "", line)
    seen = set[str]()
    for id in (*meant.entries, *meant.apart):
        seen |= of[id].ids if id in of else {id}
    yield from sorted(seen)
