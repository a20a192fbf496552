"""Overtures: acts that hold something out to the other side (codebook, rule 6)."""

from __future__ import annotations

from detente.analysis.modality import happened
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
    return is_overture_type(event.type, event.content.type if event.content else None)


def is_overture_type(type: str | None, content: str | None) -> bool:
    """Whether an act of this type about that deed is an overture, if it is one side's alone."""
    if type in _GIVEN:
        return True
    if type not in _WORDS or content is None:
        return False
    return quad(type, content) == 1


def _is_addressed(event: Event) -> bool:
    if event.target:
        return True
    parties = event.content.source + event.content.target if event.content else ()
    return any(not party.same_side(actor) for party in parties for actor in event.source)
