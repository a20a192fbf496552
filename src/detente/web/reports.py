"""Reports: an act of coded texts with all that tell it, who contradicts it, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from detente.analysis.pair import Pair
from detente.analysis.stories import Story, merge_stories
from detente.analysis.versions import DENIED, Contradiction, find_contradictions
from detente.ledger.entries import Entry
from detente.records import Actor, Modality
from detente.report import MIN_CONFIDENCE
from detente.report.dates import write_when
from detente.report.phrases import write_sentence
from detente.web.deeds import Dealings
from detente.web.snapshot import Edition, View
from detente.web.threads import tell

_NEAR_DAYS = 7
_MOST_ANSWERED = 6


@dataclass(frozen=True, slots=True)
class RelatedAct:
    """Another act, and what it has to do with this one; ``lag_days`` from the earlier to the
    later of the two."""

    id: str
    date: dt.date | None
    when: str
    sentence: str
    quad: int
    lag_days: int | None
    relation: str


@dataclass(frozen=True, slots=True)
class OtherVersion:
    """An entry that contradicts this act: what it says, and which side says so."""

    id: str
    explanation: str
    side: str
    when: str
    sentence: str
    quote: str
    document: str
    outlet: str | None


def pair_of(entry: Entry) -> Pair | None:
    """The dyad that an entry is most about: its first source and the first whom it concerns."""
    event = entry.event
    others = event.target + (event.content.target + event.content.source if event.content else ())
    for one in event.source:
        for other in (*others, *event.source):
            if other.code != one.code:
                return Pair(Actor(one.code), Actor(other.code))
    return None


def story_of(view: View, entry: Entry, found: Dealings | None, coder: str) -> Story:
    """The act that the entry tells, with every entry that tells it too.

    As the dyad's page has it; an act that is in no dyad is sought among those of its days.
    """
    if found is not None:
        for story in found.all_stories:
            if any(one.event.id == entry.event.id for one in story.entries):
                return story
    near = [entry] if entry.date is None else _read_near(view, entry, coder)
    merged = merge_stories(near)
    return next(
        (story for story in merged if any(e.event.id == entry.event.id for e in story.entries)),
        Story((entry,)),
    )


def _read_near(view: View, entry: Entry, coder: str) -> list[Entry]:
    assert entry.date is not None
    around = dt.timedelta(days=_NEAR_DAYS)
    since = entry.date - around if entry.date - dt.date.min > around else dt.date.min
    until = entry.date + around if dt.date.max - entry.date > around else dt.date.max
    actor, event = entry.event.source[0], entry.event
    found = view.snapshot.events(f"{actor.code}-*", type=event.type, since=since, until=until,
                                 coder=coder)  # fmt: skip
    return list(found)


def find_links(view: View, found: Dealings, story: Story) -> Iterator[RelatedAct]:
    """What the act answered, and what answered it or came after it, by the rules of replies."""
    told = tell(view, found, MIN_CONFIDENCE)
    for one in told.followed:
        if one.answer is story:
            yield relate(view.edition, one.overture, "answers", one.lag_days(story))
    for one in told.followed:
        if one.overture is story:
            for act in one.first_acts[:_MOST_ANSWERED]:
                relation = str(one.outcome) if act is one.answer else "followed by"
                yield relate(view.edition, act, relation, one.lag_days(act))


def relate(
    edition: Edition, story: Story, relation: str, lag_days: int | None = None
) -> RelatedAct:
    """An act as a list of links has it."""
    return RelatedAct(
        story.id, story.date, write_when(story.date, story.entries[0].event.when),
        write_sentence(story.event, edition.prose), story.quad, lag_days, relation,
    )  # fmt: skip


def find_versions(view: View, found: Dealings, story: Story) -> Iterator[OtherVersion]:
    """Entries of the dyad that say otherwise than the act's, each told by another side."""
    own = {entry.event.id for entry in story.entries}
    for one in _contradictions(view, found):
        sides = ((one.one, one.one_side), (one.other, one.other_side))
        for (mine, my_side), (other, side) in (sides, sides[::-1]):
            if mine.event.id in own and other.event.id not in own:
                yield _version(view.edition, one, mine, my_side, other, side)


def _contradictions(view: View, found: Dealings) -> list[Contradiction]:
    def make() -> list[Contradiction]:
        entries = [entry for story in found.all_stories for entry in story.entries]
        return find_contradictions(entries, found.pair)

    return view.edition.keep(("contradictions", found.pair, found.coder), make)


def _version(
    edition: Edition, one: Contradiction, mine: Entry, my_side: Actor, other: Entry, side: Actor
) -> OtherVersion:
    here, there = edition.prose(my_side), edition.prose(side)
    if one.kind == DENIED:
        yes, no = (here, there) if mine.event.modality is Modality.ACTUAL else (there, here)
        text = f"According to {yes} it happened; according to {no} it did not."
    else:
        text = f"{here} and {there} each say that the other did it."
    return OtherVersion(
        other.event.id, text, edition.head(side.id), write_when(other.date, other.event.when),
        write_sentence(other.event, edition.prose), other.event.evidence.quote.text,
        other.document.id, other.document.outlet,
    )  # fmt: skip
