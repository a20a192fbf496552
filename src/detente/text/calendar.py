"""Calendar: which days an expression of time means, seen from the day of publication."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from detente.records import When

__all__ = ["Expression", "Tense", "TimeMention", "resolve"]

Tense = Literal["past", "present", "future"]
Days = tuple[dt.date, dt.date]

_GREGORIAN_FROM = 1583
_OF_MONTH = {"early": (1, 15), "mid": (10, 20), "late": (16, None)}


@dataclass(frozen=True, slots=True)
class Expression:
    """What words say of a time, before it is known when they were written.

    ``form`` names what is meant and which fields count: ``day``, ``month``, ``quarter``,
    ``half``, ``season``, ``year``, ``weekday``, ``weekend``, ``days`` (from publication),
    ``unit`` (last week), ``ago``, ``span`` (the past two weeks), ``vague`` (nothing to
    calculate). ``shift`` is -1 for last, 0 for this, 1 for next; ``part`` is early, mid, late,
    ``so-far`` or ``rest``. ``back`` tells that it was said after ``since``, and so is past.
    """

    form: str
    year: int | None = None
    end_year: int | None = None
    month: int = 1
    day: int = 1
    end_day: int | None = None
    weekday: int | None = None
    number: int = 0
    unit: str = "day"
    part: str | None = None
    shift: int | None = None
    year_shift: int | None = None
    back: bool = False


@dataclass(frozen=True, slots=True)
class TimeMention:
    """Words that speak of a time: ``text[start:end]``, without the preposition.

    ``kind`` is what the preposition says: ``point``, ``since`` (the days are the first of
    them), ``until`` (the last of them) or ``during``.
    """

    start: int
    end: int
    text: str
    kind: str
    says: Expression
    last: Expression | None = None  # the other end of ``28 October to 2 November``


def resolve(mention: TimeMention, published: dt.date | None, tense: Tense) -> When | None:
    """The days that ``mention`` means, or ``None`` where it does not say.

    What lacks a year or is relative is counted from ``published``; without that it is ``None``.
    Tense decides the direction: ``in December`` is the latest December of a past deed, the next
    of a future one, and the nearest in the present. A date after ``since`` is past, one after
    ``until`` or ``by`` is not in the past unless the deed is. Days are never finer than the
    words: ``2008`` is the whole year. Early and late mean the first and the second half, mid
    the middle half; seasons are the northern ones. ``28 October to 2 November`` runs from the
    first of its days to the last.
    """
    if mention.last is not None:
        first = resolve(replace(mention, last=None), published, tense)
        last = resolve(replace(mention, says=mention.last, last=None), published, tense)
        if first is None or last is None or last.end < first.start:
            return last
        return replace(last, start=first.start)
    says = mention.says
    if says.back:
        tense = "past"
    elif mention.kind == "until" and tense == "present":
        tense = "future"
    stated = says.year is not None
    if not stated and published is None:
        return None
    try:
        found = _FORMS[says.form](says, published or dt.date.min, tense)
    except (ValueError, OverflowError):  # 31 February, or before the calendar begins
        return None
    if found is None or found[0].year < _GREGORIAN_FROM:
        return None
    granularity = _granularity(says)
    return When(*found, granularity, "stated" if stated else "relative")


def _granularity(says: Expression) -> str:
    if says.form in ("unit", "ago", "span"):
        return says.unit
    return {"half": "year"}.get(
        says.form, says.form if says.form in ("month", "quarter", "season", "year") else "day"
    )


def _add_months(day: dt.date, months: int) -> dt.date:
    """The first of the month that lies ``months`` away."""
    count = day.year * 12 + day.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)


def _months(first: dt.date, length: int) -> Days:
    return first, _add_months(first, length) - dt.timedelta(days=1)


def _cut(days: Days, part: str | None, published: dt.date) -> Days | None:
    """The early, middle or late half of ``days``, or what of them is past or to come.

    Of a month the first 15 days, the 10th to the 20th, and what follows the 15th.
    """
    start, end = days
    length = (end - start).days + 1
    if start.day == 1 and part in _OF_MONTH and length <= 31:
        first, last = _OF_MONTH[part]
        return start.replace(day=first), start.replace(day=last) if last else end
    if part == "early":
        return start, start + dt.timedelta(days=(length + 1) // 2 - 1)
    if part == "late":
        return start + dt.timedelta(days=length // 2), end
    if part == "mid":
        return start + dt.timedelta(days=length // 4), end - dt.timedelta(days=length // 4)
    if part == "so-far":
        return (start, min(end, published)) if start <= published else None
    if part == "rest":
        return (max(start, published), end) if published <= end else None
    return days


def _choose(candidates: list[Days], published: dt.date, tense: Tense) -> Days | None:
    """The latest, next or nearest of ``candidates``; the past is nearer, news being of it."""
    # A deed of today may bear tomorrow's date, where the sun rises earlier.
    slack = {days: dt.timedelta(days=days[0] == days[1]) for days in candidates}
    past = [days for days in candidates if days[0] <= published + slack[days]]
    future = [days for days in candidates if days[1] >= published]
    if tense == "past":
        return past[-1] if past else None
    if tense == "future":
        return future[0] if future else None
    return min(candidates, key=lambda days: _distance(days, published), default=None)


def _distance(days: Days, published: dt.date) -> float:
    if days[0] <= published <= days[1]:
        return 0
    ahead = (days[0] - published).days
    return 1.5 * ahead if ahead > 0 else (published - days[1]).days


def _shifted(candidates: list[Days], published: dt.date, shift: int) -> Days | None:
    """Last: the latest that is over; next: the first yet to begin; this: that of the year."""
    if shift < 0:
        return next((days for days in reversed(candidates) if days[1] < published), None)
    if shift > 0:
        return next((days for days in candidates if days[0] > published), None)
    same = [days for days in candidates if published.year in (days[0].year, days[1].year)]
    return min(same, key=lambda days: _distance(days, published), default=None)


def _own_year(says: Expression, published: dt.date) -> int | None:
    if says.year is not None:
        return says.year
    return None if says.year_shift is None else published.year + says.year_shift


def _recurring(
    says: Expression, published: dt.date, tense: Tense, make: Callable[[int], Days]
) -> Days | None:
    """Something that every year has, of the year that is stated or else meant."""
    year = _own_year(says, published)
    if year is not None:
        return make(year)
    candidates = []
    for year in range(published.year - 8, published.year + 9):
        try:
            candidates.append(make(year))
        except ValueError:  # 29 February
            continue
    if says.weekday is not None:
        fitting = [days for days in candidates if days[0].weekday() == says.weekday]
        candidates = fitting or candidates
    if says.shift is not None:
        return _shifted(candidates, published, says.shift)
    return _choose(candidates, published, tense)


def _of_day(says: Expression, published: dt.date, tense: Tense) -> Days | None:
    def make(year: int) -> Days:
        first = dt.date(year, says.month, says.day)
        return first, first.replace(day=says.end_day or says.day)

    return _recurring(says, published, tense, make)


def _of_months(length: int) -> Callable[[Expression, dt.date, Tense], Days | None]:
    def find(says: Expression, published: dt.date, tense: Tense) -> Days | None:
        found = _recurring(
            says, published, tense, lambda year: _months(dt.date(year, says.month, 1), length)
        )
        return found and _cut(found, says.part, published)

    return find


def _of_year(says: Expression, published: dt.date, tense: Tense) -> Days | None:
    year = _own_year(says, published)
    if year is None:
        return None
    days = dt.date(year, 1, 1), dt.date(says.end_year or year, 12, 31)
    return _cut(days, says.part, published) if days[0] < days[1] else None


def _of_weekday(says: Expression, published: dt.date, tense: Tense) -> Days | None:
    gap = ((says.weekday or 0) - published.weekday()) % 7
    if says.unit == "week":  # Friday of last week
        days = published.weekday() - (says.weekday or 0) - 7 * (says.shift or 0)
        day = published - dt.timedelta(days=days)
    elif says.shift is not None and says.shift < 0:
        day = published - dt.timedelta(days=7 - gap)
    elif says.shift is not None and says.shift > 0:
        day = published + dt.timedelta(days=gap or 7)
    elif tense == "future" or (says.shift == 0 and tense == "present"):
        day = published + dt.timedelta(days=gap)
    else:
        day = published - dt.timedelta(days=(7 - gap) % 7)
    return day, day


def _of_weekend(says: Expression, published: dt.date, tense: Tense) -> Days | None:
    saturday = published + dt.timedelta(days=5 - published.weekday())
    if says.shift:
        saturday += dt.timedelta(weeks=says.shift)
    elif published < saturday and (tense == "past" or (says.shift is None and tense == "present")):
        saturday -= dt.timedelta(weeks=1)
    return saturday, saturday + dt.timedelta(days=1)


def _of_days(says: Expression, published: dt.date, tense: Tense) -> Days | None:
    day = published + dt.timedelta(days=says.number)
    return day, day


def _unit(unit: str, published: dt.date, number: int) -> Days | None:
    """The whole day, week (from Monday), month, quarter or year that lies ``number`` away."""
    if unit == "day":
        day = published + dt.timedelta(days=number)
        return day, day
    if unit == "week":
        monday = published + dt.timedelta(days=7 * number - published.weekday())
        return monday, monday + dt.timedelta(days=6)
    if unit == "month":
        return _months(_add_months(published, number), 1)
    if unit == "quarter":
        first = published.replace(month=(published.month - 1) // 3 * 3 + 1)
        return _months(_add_months(first, 3 * number), 3)
    if unit == "year":
        return _months(dt.date(published.year + number, 1, 1), 12)
    return None


def _of_unit(says: Expression, published: dt.date, tense: Tense) -> Days | None:
    days = _unit(says.unit, published, says.shift or 0)
    return days and _cut(days, says.part, published)


def _of_ago(says: Expression, published: dt.date, tense: Tense) -> Days | None:
    """Two weeks ago, and in two weeks; what comes ``later`` than another deed is not known."""
    if says.number > 0 and tense != "future":
        return None
    return _unit(says.unit, published, says.number)


def _of_span(says: Expression, published: dt.date, tense: Tense) -> Days | None:
    if says.unit in ("day", "week"):
        other = published + dt.timedelta(days=says.number * (7 if says.unit == "week" else 1))
    else:
        months = {"month": 1, "quarter": 3, "year": 12}[says.unit]
        first = _add_months(published, says.number * months)
        last = _months(first, 1)[1]
        other = first.replace(day=min(published.day, last.day))
    return min(other, published), max(other, published)


def _of_nothing(says: Expression, published: dt.date, tense: Tense) -> Days | None:
    return None


_FORMS: dict[str, Callable[[Expression, dt.date, Tense], Days | None]] = {
    "day": _of_day,
    "month": _of_months(1),
    "quarter": _of_months(3),
    "season": _of_months(3),
    "half": _of_months(6),
    "year": _of_year,
    "weekday": _of_weekday,
    "weekend": _of_weekend,
    "days": _of_days,
    "unit": _of_unit,
    "ago": _of_ago,
    "span": _of_span,
    "vague": _of_nothing,
}
