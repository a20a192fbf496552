"""Concerns: what each side says that it sees as a danger, gathered by holder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from detente.analysis.pair import Pair
from detente.ledger.concerns import ConcernEntry
from detente.records import Actor


@dataclass(frozen=True, slots=True)
class HeldConcern:
    """One concern of one side, with every document that states it, the surest first."""

    holder: Actor
    stated: tuple[ConcernEntry, ...]

    @property
    def lead(self) -> ConcernEntry:
        return self.stated[0]

    @property
    def times(self) -> int:
        """How many documents state it."""
        return len({one.document.id for one in self.stated})


def gather_concerns(stated: Iterable[ConcernEntry], pair: Pair) -> list[HeldConcern]:
    """Concerns of the two sides; the same words of one holder count once, most stated first."""
    return gather_held(stated, pair.side)


def gather_held(
    stated: Iterable[ConcernEntry], side_of: Callable[[Actor], Actor | None]
) -> list[HeldConcern]:
    """The same of whomever ``side_of`` a holder names."""
    groups: dict[tuple[Actor, str], list[ConcernEntry]] = defaultdict(list)
    for one in stated:
        words = " ".join(one.concern.about.text.lower().split())
        for holder in {side for a in one.concern.holder if (side := side_of(a)) is not None}:
            groups[holder, words].append(one)
    held = [
        HeldConcern(holder, tuple(sorted(some, key=lambda one: -one.concern.confidence)))
        for (holder, _), some in groups.items()
    ]
    return sorted(
        held, key=lambda one: (-one.times, -one.lead.concern.confidence, one.lead.concern.id)
    )
