"""Review: one entry with all that reviewers said of it, and where they may say more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.analysis.stories import Story
from detente.ledger.entries import Entry
from detente.ledger.rulings import Ruling
from detente.records import Concern, Document, Event
from detente.report.dates import write_when
from detente.report.phrases import write_sentence
from detente.web.articles import headline
from detente.web.deeds import Dealings, read_dealings
from detente.web.page import NotFoundError, Page
from detente.web.parameters import asked, of_path
from detente.web.reports import pair_of, story_of
from detente.web.reviewing.fields import values_of
from detente.web.reviewing.reviewed import (
    WAITING,
    Reviewed,
    ReviewLine,
    read_reviewed,
    write_entry,
)
from detente.web.snapshot import View

_NEAR_DAYS = 10
_MOST_OTHERS = 40


@dataclass(frozen=True, slots=True)
class ReviewQuery:
    """What the page may be asked."""

    id: str = of_path("The entry's id, or one that it had before it was corrected.")
    back: str | None = asked("The address that the reviewer came from.")


@dataclass(frozen=True, slots=True)
class OtherEntry:
    """Another entry that is counted as the same act (``same``), or might be."""

    id: str
    same: bool
    sentence: str
    when: str
    outlet: str | None
    quote: str


@dataclass(frozen=True, slots=True)
class EntryReviews:
    """All that the page shows.

    ``stands`` is the id of the entry in this snapshot, ``None`` of one that is not, or no longer,
    in it. ``fields`` are those of the event as it stands, or of what was found where it does
    not; none of a concern. ``verdict`` says what the last review makes of it.
    """

    id: str
    stands: str | None
    kind: str
    sentence: str
    quote: str
    document: str
    title: str
    outlet: str | None
    date: dt.date | None
    coder: str
    a: str | None
    b: str | None
    a_name: str | None
    b_name: str | None
    verdict: str
    disputed: bool
    waiting: int
    fields: dict[str, tuple[str, ...]]
    others: tuple[OtherEntry, ...]
    reviews: tuple[ReviewLine, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """An entry as it reads; ``entry`` where it is an event of the snapshot, ``stands`` where it
    is in it at all and not only told by reviews."""

    said: Event | Concern
    entry: Entry | None
    stands: bool


def read_review(view: View, query: ReviewQuery) -> EntryReviews:
    """The page; raises ``NotFoundError`` where nothing has this id."""
    reviewed = read_reviewed(view)
    found = find_entry(view, reviewed, query.id)
    entry, said = found.entry, found.said
    document = view.snapshot.document(said.document_id) or Document(said.document_id, "")
    lines, ruling = reviewed.of(query.id), reviewed.ruling(query.id)
    event = said if isinstance(said, Event) else None
    pair = pair_of(entry) if entry else None
    heads = (view.edition.head(pair.a.id), view.edition.head(pair.b.id)) if pair else (None, None)
    return EntryReviews(
        id=query.id,
        stands=said.id if found.stands else None,
        kind="event" if event else "concern",
        sentence=write_entry(said, view.edition),
        quote=(event.evidence.quote if event else said.evidence).text,  # type: ignore[union-attr]
        document=document.id,
        title=headline(document),
        outlet=document.outlet,
        date=document.date,
        coder=said.coder,
        a=pair.a.id if pair else None,
        b=pair.b.id if pair else None,
        a_name=heads[0],
        b_name=heads[1],
        verdict=_verdict(ruling),
        disputed=ruling.disputed if ruling else False,
        waiting=sum(line.state == WAITING for line in lines),
        fields=values_of(event) if event else {},
        others=tuple(_others(view, entry)) if entry else (),
        reviews=lines,
    )


def find_entry(view: View, reviewed: Reviewed, id: str) -> Found:
    """An entry of this id, or of one that it had.

    What is only told by reviews (it was rejected, or is not in the snapshot yet) is as they have
    it. Raises ``NotFoundError`` where nothing has this id.
    """
    for one in (id, reviewed.stand.get(id)):
        for entry in view.snapshot.events(id=one) if one else ():
            return Found(entry.event, entry, True)
    for stated in view.snapshot.concerns(id=id):
        return Found(stated.concern, None, True)
    ruling = reviewed.ruling(id)
    if ruling is not None:
        of = ruling.review
        said = of.event or of.found or of.concern or next(iter(ruling.readings), None)
        if said is not None:
            return Found(said, None, False)
    raise NotFoundError(f"No entry has the id {id[:80]} in this snapshot, and no review names it.")


def _verdict(ruling: Ruling | None) -> str:
    """What the last review makes of the entry, in one word."""
    if ruling is None:
        return "not reviewed"
    return {
        "confirm": "confirmed", "reject": "rejected", "correct": "corrected", "add": "added",
    }[ruling.review.kind.value]  # fmt: skip


def _others(view: View, entry: Entry) -> Iterator[OtherEntry]:
    """Reports that are counted as one act with the entry, then acts of its dyad that are near."""
    coder = _coder(view, entry)
    pair = pair_of(entry)
    dealings = read_dealings(view, pair.a.id, pair.b.id, coder) if pair else None
    story = story_of(view, entry, dealings, coder or "")
    same = [one for one in story.entries if one.event.id != entry.event.id]
    yield from (_other(view, one, same=True) for one in same[:_MOST_OTHERS])
    near = sorted(_near(dealings, story, entry), key=lambda one: abs(_days(one, entry)))
    yield from (_other(view, one, same=False) for one in near[:_MOST_OTHERS])


def _coder(view: View, entry: Entry) -> str | None:
    """Whose coding the entry counts in; a reviewed one counts in several, the first is meant."""
    known = view.snapshot.known(entry.event.id)
    return next((one.coder for one in known if one.id == entry.event.id), None)


def _near(dealings: Dealings | None, story: Story, entry: Entry) -> Sequence[Entry]:
    if dealings is None or entry.date is None:
        return []
    return [
        other.lead
        for other in dealings.all_stories
        if other is not story
        and other.date is not None
        and abs(_days(other.lead, entry)) <= _NEAR_DAYS
        and other.event.id != entry.event.id
    ]


def _days(one: Entry, other: Entry) -> int:
    assert other.date is not None
    return (one.date - other.date).days if one.date else _NEAR_DAYS + 1


def _other(view: View, entry: Entry, *, same: bool) -> OtherEntry:
    event = entry.event
    return OtherEntry(
        event.id, same, write_sentence(event, view.edition.prose),
        write_when(entry.date, event.when), entry.document.outlet, event.evidence.quote.text,
    )  # fmt: skip


PAGE = Page(
    name="review",
    path="/review/{id}",
    title="What reviewers said of one entry",
    query=ReviewQuery,
    data=EntryReviews,
    read=read_review,
    rows="reviews",
    row=ReviewLine,
)
