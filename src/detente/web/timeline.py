"""Timeline: the acts of a dyad as bars, one an act, or one a stretch of time, way and quad."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.web.deeds import Deeds, Flags, Floats, Ints

MOST_MARKS = 1500
_LEAST_DAYS = 90
"""That are drawn where no period is asked for, so that few acts do not fill the sheet."""
_UNITS = ("day", "week", "month", "quarter", "year")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Bar:
    """Acts of one day (week, month, quarter, year), way and quad: how many, and their summed score.

    ``id`` is the act's, where it stands alone. ``end`` is the last day.
    """

    start: dt.date
    end: dt.date
    way: int
    quad: int
    acts: int
    score: float
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """All bars over a period, in order; ``unit`` is ``act`` where each is one act."""

    unit: str
    since: dt.date | None
    until: dt.date | None
    bars: tuple[Bar, ...]


def make_timeline(
    deeds: Deeds, chosen: Flags, since: dt.date | None, until: dt.date | None
) -> Timeline:
    """Bars of the chosen acts that have a day: one an act, or, of more than 1500, one a day,
    week, month, quarter or year, way and quad, whichever stays under that number."""
    where = np.flatnonzero(chosen & deeds.dated)
    if not len(where):
        return Timeline("act", since, until, ())
    first, last = _choose_period(deeds.day[where], since, until)
    if len(where) <= MOST_MARKS:
        bars = tuple(_single(deeds, int(place)) for place in where)
        return Timeline("act", first, last, bars)
    kinds = (deeds.way[where] + 1) * 4 + deeds.quad[where] - 1
    days = _sum(deeds.day[where], kinds, np.ones(len(where)), deeds.score[where])
    for unit in _UNITS:
        sums = _coarsen(days, unit)
        if len(sums.start) <= MOST_MARKS:
            break
    return Timeline(unit, first, last, tuple(_bars(sums, unit)))


def _choose_period(
    days: Ints, since: dt.date | None, until: dt.date | None
) -> tuple[dt.date, dt.date]:
    """The period asked for; ends left open are those of the acts, with days around few."""
    low, high = int(days.min()), int(days.max())
    around = max(0, _LEAST_DAYS - (high - low)) // 2
    return (
        since or dt.date.fromordinal(max(low - around, 1)),
        until or dt.date.fromordinal(min(high + around, dt.date.max.toordinal())),
    )


def _single(deeds: Deeds, place: int) -> Bar:
    day = dt.date.fromordinal(int(deeds.day[place]))
    return Bar(
        day, day, int(deeds.way[place]), int(deeds.quad[place]), 1, float(deeds.score[place]),
        deeds.ids[place],
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """Acts and scores by first day (an ordinal) and kind, which is way and quad in one."""

    start: Ints
    kind: Ints
    acts: Floats
    score: Floats


def _sum(start: Ints, kind: Ints, acts: Floats, score: Floats) -> _Sums:
    keys, place = np.unique(start * 12 + kind, return_inverse=True)
    return _Sums(
        keys // 12, keys % 12, np.bincount(place, acts).astype(float),
        np.bincount(place, score).astype(float),
    )  # fmt: skip


def _coarsen(days: _Sums, unit: str) -> _Sums:
    """The sums of days as those of weeks, months or years."""
    known, place = np.unique(days.start, return_inverse=True)
    starts = [_start(dt.date.fromordinal(int(day)), unit).toordinal() for day in known]
    return _sum(np.array(starts, np.int64)[place], days.kind, days.acts, days.score)


def _bars(sums: _Sums, unit: str) -> Iterator[Bar]:
    columns = (sums.start, sums.kind, sums.acts, sums.score)
    for start, kind, acts, score in zip(*(one.tolist() for one in columns), strict=True):
        day = dt.date.fromordinal(start)
        yield Bar(day, _end(day, unit), kind // 4 - 1, kind % 4 + 1, int(acts), score)


def _start(day: dt.date, unit: str) -> dt.date:
    if unit == "week":
        return day - dt.timedelta(days=day.weekday())
    if unit == "day":
        return day
    return day.replace(day=1, month=day.month - (day.month - 1) % _MONTHS[unit])


def _end(start: dt.date, unit: str) -> dt.date:
    """The last day of what begins on ``start``."""
    if unit in ("day", "week"):
        return start + dt.timedelta(days=0 if unit == "day" else 6)
    return _start(start + dt.timedelta(days=31 * _MONTHS[unit]), unit) - dt.timedelta(1)
