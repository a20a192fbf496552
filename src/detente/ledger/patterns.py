"""Actor patterns: how a reader names whom to look for, in SQL and in Python alike."""

from __future__ import annotations

from dataclasses import dataclass

from detente.records import Actor

ORGANS = frozenset({"GOV", "HOS", "HOG", "MFA", "MIL", "LEG", "JUD"})
"""Roles that speak and act for a state; an opposition, rebels, people, firms and media do not."""


@dataclass(frozen=True, slots=True)
class ActorPattern:
    """Which actors an id asked for stands for.

    ``RUS`` is the state with its organs, ``RUS-MIL`` everybody in that role, ``RUS-*`` every
    actor with the code, and an id with a person exactly that person in that role.
    """

    code: str
    role: str | None = None
    person: str | None = None
    any_role: bool = False

    @classmethod
    def parse(cls, text: str) -> ActorPattern:
        """Read a pattern; raises ``ValueError`` on anything else."""
        actor = Actor.parse(text.removesuffix("-*"))
        if not text.endswith("-*"):
            return cls(actor.code, actor.role, actor.person)
        if actor.role or actor.person:
            raise ValueError(f"not an actor pattern: {text!r} (expected CCC-*)")
        return cls(actor.code, any_role=True)

    def matches(self, actor: Actor) -> bool:
        """Whether the actor is one of those meant."""
        if actor.code != self.code:
            return False
        if self.any_role:
            return True
        if self.person is not None:
            return actor.role == self.role and actor.person == self.person
        if self.role is not None:
            return actor.role == self.role
        return actor.role is None or actor.role in ORGANS

    def condition(self) -> tuple[str, list[object]]:
        """The same over the columns ``code``, ``role`` and ``person``, with its parameters."""
        if self.any_role:
            return "code = ?", [self.code]
        if self.person is not None:
            return (
                "code = ? AND role IS NOT DISTINCT FROM ? AND person = ?",
                [self.code, self.role, self.person],
            )
        if self.role is not None:
            return "code = ? AND role = ?", [self.code, self.role]
        organs = ", ".join(f"'{role}'" for role in sorted(ORGANS))
        return f"code = ? AND (role IS NULL OR role IN ({organs}))", [self.code]
