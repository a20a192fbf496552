"""Periods: the stops of a slider in time."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from detente.ledger.published import CoderSpan
from detente.report.dates import write_month

_MOST_QUARTERS, _MOST_YEARS = 12, 60


@dataclass(frozen=True, slots=True)
class Period:
    """One stop; of all times both days are ``None``."""

    label: str
    since: dt.date | None
    until: dt.date | None


def list_periods(coder: CoderSpan | None) -> tuple[Period, ...]:
    """All times, then one by one the years that a coder covers; quarters of up to three years,
    decades of more than sixty."""
    if coder is None:
        return ()
    first, last = (day.year * 12 + day.month - 1 for day in (coder.first, coder.last))
    step = 3 if last - first < 3 * _MOST_QUARTERS else 12
    if last - first >= 12 * _MOST_YEARS:
        step = 120
    starts = range(first // step * step, last + 1, step)
    return (Period("All", None, None), *(_period(start, step) for start in starts))


def _period(start: int, step: int) -> Period:
    first, last = max(start, 12), start + step - 1
    year, label = first // 12, {3: f"{start // 12} Q{start % 12 // 3 + 1}", 120: f"{start // 12}s"}
    end = calendar.monthrange(last // 12, last % 12 + 1)[1]
    return Period(
        label.get(step, str(year)),
        dt.date(year, first % 12 + 1, 1),
        dt.date(last // 12, last % 12 + 1, end),
    )


def find_stop(
    since: dt.date | None, until: dt.date | None, periods: Sequence[Period]
) -> int | None:
    """Which of the periods these days are, if they are one."""
    asked = (since, until)
    return next((n for n, one in enumerate(periods) if (one.since, one.until) == asked), None)


def say_period(since: dt.date | None, until: dt.date | None, periods: Sequence[Period]) -> str:
    """These days, of which whole months count, in words."""
    if stop := find_stop(since, until, periods):
        return periods[stop].label
    if since and until:
        first, last = write_month(since), write_month(until)
        return first if first == last else f"{first} to {last}"
    if since:
        return f"since {write_month(since)}"
    if until:
        return f"until {write_month(until)}"
    return f"{periods[1].label} to {periods[-1].label}" if len(periods) > 2 else "in all"
