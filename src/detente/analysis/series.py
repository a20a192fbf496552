"""Series: how many acts of either side fell into each stretch of the period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from detente.analysis.pair import Direction, Pair
from detente.analysis.stories import Story

_MOST_BINS = 40


@dataclass(frozen=True, slots=True)
class Bin:
    """Counts for one stretch of ``months`` months from ``start`` (a first day of a month)."""

    start: dt.date
    months: int
    a_cooperative: int
    a_conflictual: int
    b_cooperative: int
    b_conflictual: int
    together: int


def count_series(
    stories: Iterable[Story], pair: Pair, since: dt.date | None, until: dt.date | None
) -> list[Bin]:
    """Count what happened by month, quarter or year, whichever keeps the series readable.

    A story dated no finer than a stretch may be off by one; one dated to a year that spans
    several stretches is left out rather than placed on its first day.
    """
    dated = [(s, s.date, s.last_day or s.date) for s in stories if s.happened and s.date]
    if not dated:
        return []
    first = min(since, dated[0][1]) if since else min(day for _, day, _ in dated)
    last = until or max(day for _, day, _ in dated)
    span = _number(last) - _number(first) + 1
    months = next((m for m in (1, 3, 12) if span <= _MOST_BINS * m), 12)
    base = _number(first) - _number(first) % months
    counts = [[0] * 5 for _ in range((_number(last) - base) // months + 1)]
    for story, day, end in dated:
        place, end_place = ((_number(d) - base) // months for d in (day, end))
        column = _column(story, pair.direction(story.event))
        if place == end_place and 0 <= place < len(counts) and column is not None:
            counts[place][column] += 1
    return [Bin(_first_day(base + i * months), months, *row) for i, row in enumerate(counts)]


def _column(story: Story, direction: Direction | None) -> int | None:
    if direction is Direction.TOGETHER:
        return 4
    if direction is Direction.A_TO_B:
        return 0 if story.cooperative else 1
    if direction is Direction.B_TO_A:
        return 2 if story.cooperative else 3
    return None


def _number(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def _first_day(number: int) -> dt.date:
    return dt.date(number // 12, number % 12 + 1, 1)
