"""Story: the documents that tell one news event, what each tells of it, and where they differ."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from detente.analysis.pair import Pair
from detente.analysis.stories import Story, merge_stories
from detente.analysis.versions import DENIED, find_contradictions
from detente.ledger.entries import Entry
from detente.records import Actor
from detente.report import MIN_CONFIDENCE
from detente.report.dates import write_when
from detente.report.phrases import write_sentence
from detente.web import links
from detente.web.articles import DocumentRow, read_entries, read_siblings
from detente.web.page import Elsewhere, NotFoundError, Page
from detente.web.pages.document import find_document
from detente.web.parameters import asked, of_path
from detente.web.snapshot import Edition, View

_MOST_PAIRS = 40
"""Dyads in which contradictions are sought: a long digest names more than tell one event."""


@dataclass(frozen=True, slots=True)
class StoryQuery:
    """What the page may be asked."""

    id: str = of_path("The story's id, which is that of the document that opened it.")
    coder: str | None = asked("Whose coding; by default the busiest coder's that has any of it.")
    confidence: float = asked(
        "Only acts with at least this confidence.", MIN_CONFIDENCE, least=0, most=1
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """What the reports of one act say differently: the field, and each value with who says it."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldAct:
    """An act that the story's documents tell, by how many, and in what they differ."""

    id: str
    when: str
    date: dt.date | None
    sentence: str
    quad: int
    modality: str
    documents: int
    independent: int
    told_by: tuple[str, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class TwoVersions:
    """Two entries of the story that cannot both be right, and which side says which."""

    explanation: str
    one: str
    one_sentence: str
    other: str
    other_sentence: str


@dataclass(frozen=True, slots=True)
class DayRows:
    """The documents of one day."""

    day: dt.date | None
    documents: tuple[DocumentRow, ...]


@dataclass(frozen=True, slots=True)
class NewsStory:
    """All that the page shows; ``independent`` counts documents with a text of their own.

    ``unsure`` is the number of acts that are trusted less than was asked for.
    """

    id: str
    title: str
    first: dt.date | None
    last: dt.date | None
    independent: int
    outlets: tuple[str, ...]
    coder: str
    coders: tuple[str, ...]
    documents: tuple[DocumentRow, ...]
    acts: tuple[ToldAct, ...]
    unsure: int
    disputes: tuple[TwoVersions, ...]

    @property
    def days(self) -> tuple[DayRows, ...]:
        """The documents by day."""
        days = dict.fromkeys(one.date for one in self.documents)
        return tuple(
            DayRows(day, tuple(one for one in self.documents if one.date == day)) for day in days
        )


def read_story(view: View, query: StoryQuery) -> NewsStory | Elsewhere:
    """The page; raises ``NotFoundError`` where the document is in no story."""
    place = view.snapshot.place_of(query.id)
    if place is None:
        document = find_document(view, query.id)
        place = view.snapshot.place_of(document.id)
        if place is None:
            raise NotFoundError(f"{document.id[:80]} has not been placed in a news story yet.")
    if place.story not in (query.id, query.id.removesuffix("/")):
        return Elsewhere(links.narrowed(links.to_story(place.story), query))
    ids = [member.document_id for member in view.snapshot.storyline(place.story)]
    read = read_entries(view, ids, query.coder)
    documents = tuple(
        read_siblings(view, place.story, Counter(one.document.id for one in read.entries))
    )
    acts = merge_stories(read.entries)
    sure = [act for act in acts if act.event.confidence >= query.confidence]
    days = [one.date for one in documents if one.date is not None]
    return NewsStory(
        place.story, documents[0].title, min(days, default=None), max(days, default=None),
        sum(one.copy_of is None for one in documents),
        tuple(dict.fromkeys(o for one in documents for o in _outlets(one))), read.coder,
        read.coders, documents, tuple(_tell(view.edition, sure)), len(acts) - len(sure),
        tuple(_dispute(view.edition, read.entries)),
    )  # fmt: skip


def _outlets(one: DocumentRow) -> tuple[str, ...]:
    return ((one.outlet,) if one.outlet else ()) + one.cites


def _tell(edition: Edition, acts: Sequence[Story]) -> Iterator[ToldAct]:
    """The acts, those that most documents tell first, of as many the weightiest."""
    for story in sorted(acts, key=lambda one: (-one.independent, -one.reports, -one.strength)):
        yield ToldAct(
            story.id, write_when(story.date, story.entries[0].event.when), story.date,
            write_sentence(story.event, edition.prose), story.quad, story.modality.value,
            story.reports, story.independent,
            tuple(dict.fromkeys(_name(entry) for entry in story.entries)),
            tuple(_differ(edition, story)),
        )  # fmt: skip


def _name(entry: Entry) -> str:
    return entry.document.outlet or ", ".join(entry.document.outlets) or "no outlet named"


def _differ(edition: Edition, story: Story) -> Iterator[Difference]:
    """Fields in which entries of several documents do not agree."""
    if story.reports < 2:
        return
    fields: dict[str, Sequence[str]] = {
        "who": [edition.prose.join(e.event.source) for e in story.entries],
        "to whom": [edition.prose.join(e.event.target) or "nobody" for e in story.entries],
        "when": [write_when(e.date, e.event.when) for e in story.entries],
        "how much": [e.event.amount.text if e.event.amount else "" for e in story.entries],
        "according to": [
            e.event.speaker.name if e.event.speaker else "the outlet itself" for e in story.entries
        ],
    }
    for field, values in fields.items():
        distinct = [value for value in dict.fromkeys(values) if value]
        if len(distinct) > 1:
            yield Difference(field, tuple(" ".join(value.split()) for value in distinct))


def _dispute(edition: Edition, entries: Sequence[Entry]) -> Iterator[TwoVersions]:
    """Contradictions between the sides of any dyad that the story is about."""
    seen: set[tuple[str, str]] = set()
    for pair in _pairs(entries):
        for one in find_contradictions(entries, pair):
            key = (one.one.event.id, one.other.event.id)
            if key not in seen:
                seen.add(key)
                here, there = edition.prose(one.one_side), edition.prose(one.other_side)
                denied = f"{here} and {there} disagree on whether it happened."
                blamed = f"{here} and {there} each say that the other did it."
                yield TwoVersions(
                    denied if one.kind == DENIED else blamed,
                    one.one.event.id, write_sentence(one.one.event, edition.prose),
                    one.other.event.id, write_sentence(one.other.event, edition.prose),
                )  # fmt: skip


def _pairs(entries: Iterable[Entry]) -> list[Pair]:
    codes = Counter(
        (min(one.code, other.code), max(one.code, other.code))
        for entry in entries
        for one in entry.event.source
        for other in entry.event.target
        if one.code != other.code
    )
    return [Pair(Actor(a), Actor(b)) for (a, b), _ in codes.most_common(_MOST_PAIRS)]


PAGE = Page(
    name="story",
    path="/story/{id}",
    title="A news story: who tells it, and where they differ",
    query=StoryQuery,
    data=NewsStory,
    read=read_story,
    rows="documents",
    row=DocumentRow,
    deep=True,
)
