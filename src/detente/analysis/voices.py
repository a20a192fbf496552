"""Voices: who says that it happened, seen from the side that is said to have acted."""

from __future__ import annotations

from detente.analysis.pair import Direction, Pair
from detente.ledger.entries import Entry
from detente.records import VoiceKind


def classify_voice(entry: Entry, pair: Pair) -> VoiceKind:
    """Whose word the entry rests on: its innermost speaker's, else its outlet's.

    A speaker of the acting side reports itself; of the other side, its adversary. In an act of
    both together either side reports itself. A speaker that resolves to no actor (``western
    diplomats``) stays unidentified.
    """
    speaker = entry.event.speaker
    if speaker is None or speaker.actor is None:
        return entry.event.told_by
    side = pair.side(speaker.actor)
    if side is None:
        acts_itself = any(speaker.actor.same_side(actor) for actor in entry.event.source)
        return VoiceKind.SELF if acts_itself else VoiceKind.THIRD
    direction = pair.direction(entry.event)
    if direction is Direction.TOGETHER or (
        direction in (Direction.A_TO_B, Direction.B_TO_A) and side == pair.party(direction)
    ):
        return VoiceKind.SELF
    return VoiceKind.ADVERSARY
