"""Rulings: what follows from all reviews together, entry by entry and act by act.

The last review of an entry that was not withdrawn counts. A corrected entry goes under a new id
(``Event.id``), so that reviews of the old and of the new one are of one entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from detente.ledger.reviews import Review, ReviewKind
from detente.records import Event


@dataclass(frozen=True, slots=True)
class Ruling:
    """What counts of one entry: all ids it went under, and every reviewer's last word on it.

    The last of ``judged`` decides. ``readings`` are the events that anybody judged or set in
    their place.
    """

    ids: frozenset[str]
    judged: tuple[Review, ...]
    readings: tuple[Event, ...]

    @property
    def review(self) -> Review:
        return self.judged[-1]

    @property
    def event(self) -> Event | None:
        """How the entry reads; ``None`` where it was rejected, or is a concern."""
        return self.review.stands

    @property
    def rejected(self) -> bool:
        return self.review.kind is ReviewKind.REJECT

    @property
    def beside(self) -> frozenset[str]:
        """Other entries at the same words, which it does not touch."""
        return frozenset(id for review in self.judged for id in review.beside)

    @property
    def disputed(self) -> bool:
        """Whether two reviewers see it differently."""
        return len({_claim(review) for review in self.judged}) > 1


@dataclass(frozen=True, slots=True, order=True)
class StoryMark:
    """Two entries that a reviewer called one act (``joined``), or two; by their ids."""

    one: str
    other: str
    joined: bool


@dataclass(frozen=True, slots=True)
class Rulings:
    """All rulings, and the marks on which entries are one act.

    ``withdrawn`` are the ids of reviews that were taken back, ``idle`` those of reviews that
    would take back what is not there, or not their reviewer's.
    """

    entries: tuple[Ruling, ...]
    marks: tuple[StoryMark, ...]
    withdrawn: frozenset[str]
    idle: frozenset[str]


def rule(reviews: Sequence[Review]) -> Rulings:
    """What follows from reviews in the order in which they were made."""
    withdrawn, idle = _withdraw(reviews)
    standing = [review for review in reviews if review.id not in withdrawn]
    entries = _rule_entries([review for review in standing if review.kind.judges])
    return Rulings(entries, tuple(_marks(standing, entries)), withdrawn, idle)


def _withdraw(reviews: Sequence[Review]) -> tuple[frozenset[str], frozenset[str]]:
    """Reviews that their own reviewer took back, unless that was taken back in turn; and those
    that take back nothing."""
    by_id = {review.id: review for review in reviews}
    gone, idle = set[str](), set[str]()
    for review in reversed(reviews):
        if review.kind is ReviewKind.WITHDRAW and review.id not in gone:
            of = by_id.get(review.withdraws or "")
            if of is None or of.reviewer != review.reviewer:
                idle.add(review.id)
            else:
                gone.add(of.id)
    return frozenset(gone), frozenset(idle)


def _rule_entries(judging: Sequence[Review]) -> tuple[Ruling, ...]:
    together: dict[str, set[str]] = {}
    for review in judging:
        ids = _ids(review).union(*(together.get(id, ()) for id in _ids(review)))
        together |= dict.fromkeys(ids, ids)
    by_entry: dict[int, list[Review]] = {}
    for review in judging:
        by_entry.setdefault(id(together[review.entries[0]]), []).append(review)
    return tuple(
        _ruling(frozenset(together[some[0].entries[0]]), some) for some in by_entry.values()
    )


def _ids(review: Review) -> set[str]:
    event = review.stands
    return {*review.entries} | ({event.id} if event else set())


def _ruling(ids: frozenset[str], reviews: Sequence[Review]) -> Ruling:
    last: dict[str, Review] = {}
    for review in reviews:
        last.pop(review.reviewer, None)  # the order is that of their last words
        last[review.reviewer] = review
    readings = dict.fromkeys(
        event for review in reviews for event in (review.found, review.stands) if event
    )
    return Ruling(ids, tuple(last.values()), tuple(readings))


def _claim(review: Review) -> object:
    """What a reviewer holds of an entry, as far as two can differ in it."""
    event = review.stands
    if event is None:
        return review.kind is ReviewKind.REJECT
    sides = (frozenset(side) for side in (event.source, event.target, event.object))
    return (
        event.type, event.mode, event.content, event.modality, event.mutual, *sides,
        frozenset(event.issues), frozenset(event.contexts), event.when, event.where, event.amount,
    )  # fmt: skip


def _marks(reviews: Iterable[Review], entries: Iterable[Ruling]) -> Iterable[StoryMark]:
    """Marks in both directions, under every id of each entry; the later word on a pair counts."""
    ids = {id: ruling.ids for ruling in entries for id in ruling.ids}
    found: dict[tuple[str, str], bool] = {}
    for review in reviews:
        pairs: Iterable[tuple[str, str]] = ()
        if review.kind is ReviewKind.MERGE:
            pairs = combinations(dict.fromkeys(review.entries), 2)
        elif review.kind is ReviewKind.SPLIT:
            pairs = product(review.entries, review.apart)
        for pair in pairs:
            for one, other in product(*(ids.get(id, {id}) for id in pair)):
                found |= dict.fromkeys(
                    [(one, other), (other, one)], review.kind is ReviewKind.MERGE
                )
    return sorted(
        StoryMark(one, other, joined) for (one, other), joined in found.items() if one != other
    )
