"""Press: whether outlets tell the two sides' acts differently, and state media from others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from detente.analysis.stories import Story

MIN_ACTS = 4
"""Acts that an outlet must tell to stand in the comparison."""

STATE = "state"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose an outlet is: a country's code, and ``state``, ``public``, ``private`` or ``party``."""

    country: str
    kind: str


Owners = Callable[[str], Owner | None]


@dataclass(frozen=True, slots=True)
class Telling:
    """The acts that one outlet tells; ``alone`` are those that no other outlet does."""

    outlet: str
    owner: Owner | None
    stories: tuple[Story, ...]
    alone: int


@dataclass(frozen=True, slots=True)
class StatePress:
    """Acts told by state media against acts told by other known outlets only.

    ``p`` is that of Fisher's exact test on cooperative against conflictual acts; ``None``
    where either has fewer than ``MIN_ACTS``.
    """

    state: tuple[Story, ...]
    others: tuple[Story, ...]
    p: float | None


def compare_outlets(stories: Iterable[Story], owners: Owners) -> list[Telling]:
    """Every outlet that tells enough acts, those that tell most first."""
    told: dict[str, list[Story]] = defaultdict(list)
    for story in stories:
        for outlet in story.outlets:
            told[outlet].append(story)
    rows = [
        Telling(outlet, owners(outlet), tuple(some), sum(len(s.outlets) == 1 for s in some))
        for outlet, some in told.items()
        if len(some) >= MIN_ACTS
    ]
    return sorted(rows, key=lambda row: (-len(row.stories), row.outlet))


def compare_state(stories: Sequence[Story], owners: Owners) -> StatePress:
    """State media against the others; acts of which no outlet's owner is known are left out."""
    from scipy.stats import fisher_exact

    state, others = [], []
    for story in stories:
        kinds = {owner.kind for o in story.outlets if (owner := owners(o)) is not None}
        if STATE in kinds:
            state.append(story)
        elif kinds:
            others.append(story)
    p = None
    if min(len(state), len(others)) >= MIN_ACTS:
        table = [
            [sum(s.cooperative for s in some), sum(not s.cooperative for s in some)]
            for some in (state, others)
        ]
        p = float(fisher_exact(table).pvalue)
    return StatePress(tuple(state), tuple(others), p)
