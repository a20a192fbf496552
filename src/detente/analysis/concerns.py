"""Concerns: what each side says that it sees as a danger, gathered by holder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from detente.analysis.pair import Pair
from detente.records import Actor, Concern, Document

StatedConcern = tuple[Concern, Document]


@dataclass(frozen=True, slots=True)
class HeldConcern:
    """One concern of one side, with every document that states it, the surest first."""

    holder: Actor
    stated: tuple[StatedConcern, ...]

    @property
    def lead(self) -> StatedConcern:
        return self.stated[0]

    @property
    def times(self) -> int:
        """How many documents state it."""
        return len({document.id for _, document in self.stated})


def gather_concerns(stated: Iterable[StatedConcern], pair: Pair) -> list[HeldConcern]:
    """Concerns of the two sides; the same words of one holder count once, most stated first."""
    groups: dict[tuple[Actor, str], list[StatedConcern]] = defaultdict(list)
    for concern, document in stated:
        for holder in {pair.side(actor) for actor in concern.holder} - {None}:
            assert holder is not None
            words = " ".join(concern.about.text.lower().split())
            groups[holder, words].append((concern, document))
    held = [
        HeldConcern(holder, tuple(sorted(some, key=lambda item: -item[0].confidence)))
        for (holder, _), some in groups.items()
    ]
    return sorted(held, key=lambda one: (-one.times, -one.lead[0].confidence, one.lead[0].id))
