"""Event: one entry with its proof: who says so, every report of the act, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from detente.analysis.pair import Pair
from detente.analysis.stories import Story
from detente.ledger.entries import Entry
from detente.ledger.lookup import ActDetail, ActReport, Known
from detente.records import Actor, Document, Voice
from detente.report.dates import write_day, write_when
from detente.report.phrases import write_sentence
from detente.web import links
from detente.web.deeds import Dealings, read_dealings, say_imported
from detente.web.evidence import (
    ChainLink,
    Event,
    EventFacts,
    EventProof,
    NamedActor,
    Neighbours,
    ReportRow,
)
from detente.web.filters import Filters, choose
from detente.web.marked import surround
from detente.web.marks import Mark, mark_event
from detente.web.page import Elsewhere, NotFoundError, Page
from detente.web.parameters import asked, of_path
from detente.web.reports import (
    find_links,
    find_versions,
    pair_of,
    story_of,
)
from detente.web.reviewing.reviewed import stands_as
from detente.web.snapshot import Edition, View

_LEAST_LETTERS = 6
"""Of the beginning of an id, from which the whole one is found."""
_MOST_REPORTS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class EventQuery(Filters):
    """What the page may be asked; the filters are those of the dyad that the reader came from."""

    id: str = of_path("The entry's id, or its first six letters or more.")
    a: str | None = asked("One side of the dyad whose acts come before and after it.")
    b: str | None = asked("The other side.")


def read_event(view: View, query: EventQuery) -> Event | Elsewhere:
    """The page; raises ``NotFoundError`` where nothing has this id or begins so."""
    found = view.snapshot.known(query.id)
    exact = [one for one in found if one.id == query.id]
    if not exact:
        return _complete(view, query, found)
    known = _preferred(exact, query.coder, view.edition)
    if known.kind == "concern":
        assert known.document_id is not None
        return Elsewhere(links.to_document(known.document_id, known.id))
    others = tuple(dict.fromkeys(one.coder for one in exact if one.coder != known.coder))
    page = _imported(view, query, known) if known.kind == "act" else _coded(view, query, known)
    return replace(page, others=others)


def _complete(view: View, query: EventQuery, found: Sequence[Known]) -> Elsewhere:
    reviewed = stands_as(view, query.id)
    if reviewed is not None:
        return Elsewhere(reviewed)
    whole = {one.id for one in found}
    if len(query.id) >= _LEAST_LETTERS and len(whole) == 1:
        return Elsewhere(links.narrowed(links.to_event(whole.pop()), query))
    if len(query.id) >= _LEAST_LETTERS and whole:
        raise NotFoundError(f"Several entries begin with {query.id}: give more of the id.")
    raise NotFoundError(f"No entry has the id {query.id[:80]} in this snapshot.")


def _preferred(exact: Sequence[Known], coder: str | None, edition: Edition) -> Known:
    """Of the same reading by several coders the one asked for, else the busiest coder's."""
    order = [coder, *(one.coder for one in edition.coders)]
    return min(exact, key=lambda one: order.index(one.coder) if one.coder in order else len(order))


# Coded texts


def _coded(view: View, query: EventQuery, known: Known) -> Event:
    rows = view.snapshot.events(id=known.id, coder=known.coder)
    entry: Entry = next(iter(rows))
    pair = _pair(query, entry)
    dealings = _dealings(view, pair, query.coder, known.coder)
    story = story_of(view, entry, dealings, known.coder)
    document = view.snapshot.document(entry.event.document_id)
    assert document is not None
    happened = list(find_links(view, dealings, story)) if dealings else []
    return Event(
        id=known.id,
        imported=False,
        sentence=write_sentence(entry.event, view.edition.prose),
        facts=_facts(view.edition, entry),
        chain=tuple(_said(view.edition, voice) for voice in entry.event.attribution),
        proof=_proof(entry, document),
        act=story.id,
        reports=tuple(_reports(view, story, known.id)),
        reported=story.reports,
        independent=story.independent,
        story=entry.story,
        versions=tuple(find_versions(view, dealings, story)) if dealings else (),
        answers=tuple(one for one in happened if one.relation == "answers"),
        answered_by=tuple(one for one in happened if one.relation != "answers"),
        others=(),
        dyad=_neighbours(view.edition, dealings, query, story.id),
    )


def _pair(query: EventQuery, entry: Entry) -> Pair | None:
    """The dyad asked for if the entry is between its sides, else the entry's own."""
    if query.a and query.b:
        given = Pair.parse(query.a, query.b)
        if given.direction(entry.event) is not None:
            return given
    return pair_of(entry)


def _dealings(view: View, pair: Pair | None, asked: str | None, coder: str) -> Dealings | None:
    """The acts of the dyad by the entry's coder; as its page has kept them, if that is the one."""
    if pair is None:
        return None
    found = read_dealings(view, pair.a.id, pair.b.id, asked)
    return found if found.coder == coder else read_dealings(view, pair.a.id, pair.b.id, coder)


def _facts(edition: Edition, entry: Entry) -> EventFacts:
    event, content = entry.event, entry.event.content
    when = event.when

    def parties(actors: Sequence[Actor]) -> tuple[NamedActor, ...]:
        return tuple(NamedActor(actor.id, edition.head(actor.id)) for actor in actors)

    return EventFacts(
        source=parties(event.source),
        target=parties(event.target),
        object=parties(event.object),
        mutual=event.mutual,
        type=event.type,
        mode=event.mode,
        content=content.type if content else None,
        content_source=parties(content.source) if content else (),
        content_target=parties(content.target) if content else (),
        modality=event.modality.value,
        issues=event.issues,
        contexts=event.contexts,
        date=entry.date,
        when=write_when(entry.date, when),
        first_day=when.start if when else None,
        last_day=when.end if when else None,
        granularity=when.granularity if when else None,
        date_origin=when.origin if when else None,
        where=event.where,
        amount=event.amount.text or f"{event.amount.value:g} {event.amount.unit}"
        if event.amount
        else None,
        quad=entry.quad,
        score=entry.score,
        goldstein=None,
        code=None,
        confidence=event.confidence,
        coder=event.coder,
        told_by=event.told_by.value,
    )


def _said(edition: Edition, voice: Voice) -> ChainLink:
    actor = voice.actor
    party = None if actor is None else NamedActor(actor.id, edition.head(actor.id))
    return ChainLink(voice.kind, voice.name, party, voice.cue, voice.quoted, voice.form)


def _proof(entry: Entry, document: Document) -> EventProof:
    quote, text = entry.event.evidence.quote, document.text
    marks = mark_event(entry.event, text)
    low, high = surround(text, marks)
    shown = (Mark(m.part, max(m.start, low) - low, min(m.end, high) - low, m.entry)
             for m in marks if m.start < high and m.end > low)  # fmt: skip
    return EventProof(
        document.id, document.title, document.outlet, document.author, document.date, document.url,
        quote.text, quote.start, quote.end, text[low:high], low, tuple(shown),
        bool(text[:low].strip()), bool(text[high:].strip()),
    )  # fmt: skip


def _reports(view: View, story: Story, id: str) -> Iterator[ReportRow]:
    told = {entry.document.id: entry.document for entry in story.entries}
    copied = [e.copy_of for e in story.entries if e.copy_of and e.copy_of not in told]
    told |= view.snapshot.heads(copied) if copied else {}
    for entry in story.entries[:_MOST_REPORTS]:
        own, first = entry.document, told.get(entry.copy_of or "")
        yield ReportRow(
            entry.event.id, entry.event.id == id, own.date, own.outlet, own.outlets, own.id,
            own.title, entry.event.evidence.quote.text, entry.copy_of,
            first.outlet if first else None, own.url, entry.event.confidence, None, None, None,
            entry.event.where, None,
        )  # fmt: skip


# Imported event data


def _imported(view: View, query: EventQuery, known: Known) -> Event:
    act = view.snapshot.act(known.id, known.coder)
    assert act is not None
    rows = view.snapshot.act_reports(act)
    source, target = (_party(view.edition, *side) for side in (
        (act.source, act.source_name), (act.target, act.target_name)
    ))  # fmt: skip
    pair = _imported_pair(query, act)
    dealings = _dealings(view, pair, query.coder, known.coder)
    return Event(
        id=act.id,
        imported=True,
        sentence=say_imported(source.name, target.name, act.type, act.content, mutual=act.mutual),
        facts=_act_facts(act, source, target),
        chain=(),
        proof=None,
        act=act.id,
        reports=tuple(_row(row) for row in rows[:_MOST_REPORTS]),
        reported=act.reports,
        independent=None,
        story=None,
        versions=(),
        answers=(),
        answered_by=(),
        others=(),
        dyad=_neighbours(view.edition, dealings, query, act.id),
    )


def _party(edition: Edition, id: str | None, name: str) -> NamedActor:
    return NamedActor(id, edition.head(id) if id else name)


def _imported_pair(query: EventQuery, act: ActDetail) -> Pair | None:
    if act.source is None or act.target is None:
        return None
    source, target = Actor.parse(act.source), Actor.parse(act.target)
    if query.a and query.b:
        given = Pair.parse(query.a, query.b)
        if {source.code, target.code} == {given.a.code, given.b.code}:
            return given
    return None if source.code == target.code else Pair(Actor(source.code), Actor(target.code))


def _act_facts(act: ActDetail, source: NamedActor, target: NamedActor) -> EventFacts:
    return EventFacts(
        source=(source,), target=(target,), object=(), mutual=act.mutual, type=act.type,
        mode=act.mode, content=act.content, content_source=(), content_target=(),
        modality="actual", issues=act.issues, contexts=act.contexts, date=act.date,
        when=write_day(act.date, short=True), first_day=act.date, last_day=act.date,
        granularity="day", date_origin=None, where=None, amount=None, quad=act.quad,
        score=act.score, goldstein=act.goldstein, code=act.code, confidence=act.confidence,
        coder=act.coder, told_by=None,
    )  # fmt: skip


def _row(row: ActReport) -> ReportRow:
    return ReportRow(
        row.record, False, row.date, row.publisher, (), None, None, row.sentence, None, None,
        row.url, row.confidence, row.source_name, row.target_name, row.code, row.place,
        f"{row.file}:{row.line}",
    )  # fmt: skip


# Before and after


def _neighbours(
    edition: Edition, found: Dealings | None, query: EventQuery, act: str
) -> Neighbours | None:
    """The acts of the dyad before and after this one that the filters leave, in its order."""
    if found is None:
        return None
    pair, ids = found.pair, found.deeds.ids
    here = ids.index(act) if act in ids else None
    left = np.flatnonzero(choose(found.deeds, query))
    cut = len(left) if here is None else int(np.searchsorted(left, here))
    inside = here is not None and cut < len(left) and left[cut] == here
    before = ids[left[cut - 1]] if here is not None and cut > 0 else None
    later = left[cut + inside :]
    return Neighbours(
        pair.a.id, pair.b.id, edition.head(pair.a.id), edition.head(pair.b.id),
        cut + 1 if inside else None, len(left), before, ids[later[0]] if len(later) else None,
    )  # fmt: skip


PAGE = Page(
    name="event",
    path="/event/{id}",
    title="One entry with its proof",
    query=EventQuery,
    data=Event,
    read=read_event,
    rows="reports",
    row=ReportRow,
)
