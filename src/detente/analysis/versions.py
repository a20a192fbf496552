"""Versions: where the two sides tell one thing in ways that cannot both be right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from detente.analysis.pair import Direction, Pair
from detente.ledger.entries import Entry
from detente.records import Actor, Modality

DENIAL_DAYS = 14
BLAME_DAYS = 3
DENIED, BLAMED = "denied", "blamed"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two entries that contradict each other, and who stands behind each.

    ``kind``: ``denied`` (one says that it happened, the other that it did not) or ``blamed``
    (each says that the other used force or coercion first).
    """

    kind: str
    one: Entry
    one_side: Actor
    other: Entry
    other_side: Actor


def find_contradictions(entries: Sequence[Entry], pair: Pair) -> list[Contradiction]:
    """Pairs of entries, each told by a different side, that contradict each other.

    Denied: same direction and type, one actual and one negated, within 14 days and with a
    shared issue where both name one. Blamed: opposite directions, same type of hostile deed,
    each told by the side that suffers it, within 3 days.
    """
    told = [(entry, side) for entry in entries if (side := _teller(entry, pair)) is not None]
    told.sort(key=lambda item: (item[0].event.type, item[0].date or dt.date.max, item[0].event.id))
    found: dict[tuple[object, ...], Contradiction] = {}
    for place, (one, one_side) in enumerate(told):
        for other, other_side in told[place + 1 :]:
            if one.event.type != other.event.type or not _is_within(one, other, DENIAL_DAYS):
                break
            kind = _kind(one, one_side, other, other_side, pair)
            if kind is not None:
                key = (kind, one.event.type, one.date, other.date, one_side)
                found.setdefault(key, Contradiction(kind, one, one_side, other, other_side))
    return list(found.values())


def _teller(entry: Entry, pair: Pair) -> Actor | None:
    speaker = entry.event.speaker
    return pair.side(speaker.actor) if speaker is not None and speaker.actor else None


def _kind(one: Entry, one_side: Actor, other: Entry, other_side: Actor, pair: Pair) -> str | None:
    ways = pair.direction(one.event), pair.direction(other.event)
    if one_side == other_side or None in ways or not _may_share_issue(one, other):
        return None
    firmness = {one.event.modality, other.event.modality}
    if ways[0] == ways[1] and firmness == {Modality.ACTUAL, Modality.NEGATED}:
        return DENIED
    if (
        {*ways} == {Direction.A_TO_B, Direction.B_TO_A}
        and firmness == {Modality.ACTUAL}
        and one.quad == 4
        and _is_within(one, other, BLAME_DAYS)
        and one_side != pair.party(ways[0] or Direction.A_TO_B)
        and other_side != pair.party(ways[1] or Direction.A_TO_B)
    ):
        return BLAMED
    return None


def _is_within(one: Entry, other: Entry, days: int) -> bool:
    if one.date is None or other.date is None:
        return False
    return abs((other.date - one.date).days) <= days


def _may_share_issue(one: Entry, other: Entry) -> bool:
    first, second = set(one.event.issues), set(other.event.issues)
    return not first or not second or bool(first & second)
