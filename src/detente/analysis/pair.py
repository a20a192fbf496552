"""Pair: the two actors a question is about, and which way an act goes between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from detente.records import Actor, Event

# Roles that commit a state or an organisation (codebook, section Actors). An opposition, a
# rebel or a crowd bears its country's code and does not speak for it.
OFFICIAL_ROLES = frozenset({None, "GOV", "HOS", "HOG", "MFA", "MIL", "LEG", "JUD", "IGO"})


class Direction(StrEnum):
    """Which way an act goes between A and B."""

    A_TO_B = "a_to_b"
    B_TO_A = "b_to_a"
    TOGETHER = "together"  # one symmetric act of both (codebook, rule 4)
    APART = "apart"  # between the two countries, but not by those who commit them

    @property
    def reverse(self) -> Direction:
        """The way back."""
        swap = {Direction.A_TO_B: Direction.B_TO_A, Direction.B_TO_A: Direction.A_TO_B}
        return swap.get(self, self)


def speaks_for(actor: Actor, party: Actor) -> bool:
    """Whether what ``actor`` does counts as done by ``party``.

    A party without a role is a state or organisation with all that commits it; a party with a
    role is only that part.
    """
    if actor.code != party.code:
        return False
    if party.person is not None:
        return actor.person == party.person
    if party.role is not None:
        return actor.role == party.role or actor.same_side(Actor(party.code, party.role))
    return actor.role in OFFICIAL_ROLES


@dataclass(frozen=True, slots=True)
class Pair:
    """The dyad A and B, at the level of their codes unless a role is given."""

    a: Actor
    b: Actor

    def __post_init__(self) -> None:
        if self.a.same_side(self.b):
            raise ValueError(f"a pair needs two sides: {self.a} {self.b}")

    @classmethod
    def parse(cls, a: str, b: str) -> Pair:
        """Read two actor ids; ``RUS-*`` means ``RUS``. Raises ``ValueError``."""
        return cls(Actor.parse(a.removesuffix("-*")), Actor.parse(b.removesuffix("-*")))

    def side(self, actor: Actor) -> Actor | None:
        """The party that ``actor`` speaks for, if it is one of the two."""
        return next((party for party in (self.a, self.b) if speaks_for(actor, party)), None)

    def party(self, direction: Direction) -> Actor:
        """Who acts in ``direction`` (A, unless B does)."""
        return self.b if direction is Direction.B_TO_A else self.a

    def other(self, party: Actor) -> Actor:
        """The other party."""
        return self.b if party == self.a else self.a

    def direction(self, event: Event) -> Direction | None:
        """Which way ``event`` goes, or ``None`` where it is not between the two.

        An act without a target goes towards the party that its content names. What both do to
        a third is not between them.
        """
        content = event.content
        towards = event.target or (content.source + content.target if content else ())
        everyone = event.source + towards
        if self._names(self.a, everyone) and self._names(self.b, everyone):
            by_a, by_b = self._names(self.a, event.source), self._names(self.b, event.source)
            if event.mutual or (by_a and by_b and not event.target):
                return Direction.TOGETHER
            if by_a != by_b:
                return Direction.A_TO_B if by_a else Direction.B_TO_A
        if self.a.role or self.b.role:
            return None
        codes = {actor.code for actor in event.source}, {actor.code for actor in towards}
        both = ({self.a.code}, {self.b.code})
        if any(x <= codes[0] and y <= codes[1] for x, y in (both, both[::-1])):
            return Direction.APART
        return None

    @staticmethod
    def _names(party: Actor, actors: Iterable[Actor]) -> bool:
        return any(speaks_for(actor, party) for actor in actors)
