"""Overtures: acts that hold something out to the other side (coding guide, rule 6)."""

from __future__ import annotations

from collections.abc import Iterable

from detente.analysis.modality import happened
from detente.analysis.pair import Direction, Pair
from detente.analysis.stories import Story
from detente.ontology import quad
from detente.records import Event

_WORDS = frozenset({"REQUEST", "AGREE", "SUPPORT", "CONCEDE"})
_GIVEN = frozenset({"RETREAT", "AID", "CONCEDE"})


def is_overture(event: Event) -> bool:
    """Whether ``event`` is cooperative, forward-looking and towards the other side.

    Coding guide, rule 6: a REQUEST, AGREE, SUPPORT or CONCEDE with cooperative content, or a
    unilateral RETREAT, AID or CONCEDE. A demand to yield is none (its content's sign says so),
    nor is a meeting, nor anything that both do together, nor what only may happen or did not;
    a planned AGREE is, because the announcement is the act.
    """
    if event.mutual or not _is_addressed(event) or not happened(event):
        return False
    if event.type in _GIVEN:
        return True
    if event.type not in _WORDS or event.content is None:
        return False
    return quad(event.type, event.content.type) == 1


def _is_addressed(event: Event) -> bool:
    if event.target:
        return True
    parties = event.content.source + event.content.target if event.content else ()
    return any(not party.same_side(actor) for party in parties for actor in event.source)


def find_overtures(stories: Iterable[Story], pair: Pair) -> list[tuple[Story, Direction]]:
    """The dated overtures of either side towards the other, in the order given."""
    ways = (Direction.A_TO_B, Direction.B_TO_A)
    directed = ((story, pair.direction(story.event)) for story in stories)
    return [
        (story, way)
        for story, way in directed
        if way in ways and story.date is not None and is_overture(story.event)
    ]
