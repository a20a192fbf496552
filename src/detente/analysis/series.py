"""Series: the acts of either side in each stretch of the period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from detente.analysis.pair import Direction, Pair
from detente.analysis.stories import Story

MOST_STRETCHES = 40


@dataclass(frozen=True, slots=True)
class Stretch:
    """What happened in ``months`` months from ``start``, a first day of a month."""

    start: dt.date
    months: int
    acts: dict[Direction, tuple[Story, ...]]

    def cooperative(self, way: Direction) -> int:
        return sum(story.cooperative for story in self.acts[way])

    def conflictual(self, way: Direction) -> int:
        return len(self.acts[way]) - self.cooperative(way)


def cut_stretches(
    stories: Iterable[Story],
    pair: Pair,
    since: dt.date | None = None,
    until: dt.date | None = None,
    *,
    most: int = MOST_STRETCHES,
) -> list[Stretch]:
    """Place what happened in months, quarters or years, whichever makes at most ``most``.

    A story dated no finer than a stretch may be off by one; one dated to a year that spans
    several stretches is left out rather than placed on its first day.
    """
    dated = [(s, s.date, s.last_day or s.date) for s in stories if s.happened and s.date]
    if not dated:
        return []
    first = min(since or dt.date.max, *(day for _, day, _ in dated))
    last = until or max(day for _, day, _ in dated)
    span = _number(last) - _number(first) + 1
    months = next((m for m in (1, 3, 12) if span <= most * m), 12)
    base = _number(first) - _number(first) % months
    placed: list[dict[Direction, list[Story]]] = [
        {way: [] for way in Direction} for _ in range((_number(last) - base) // months + 1)
    ]
    for story, day, end in dated:
        place, end_place = ((_number(d) - base) // months for d in (day, end))
        way = pair.direction(story.event)
        if place == end_place and 0 <= place < len(placed) and way is not None:
            placed[place][way].append(story)
    return [
        Stretch(_first_day(base + i * months), months, {way: tuple(s) for way, s in acts.items()})
        for i, acts in enumerate(placed)
    ]


def _number(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def _first_day(number: int) -> dt.date:
    return dt.date(number // 12, number % 12 + 1, 1)
