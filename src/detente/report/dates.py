"""Dates: days and spans in words, never finer than the text says."""

from __future__ import annotations

import calendar
import datetime as dt

from detente.records import When

_MONTHS = tuple(calendar.month_name)[1:]
_SEASONS = {12: "winter", 1: "winter", 2: "winter", 3: "spring", 4: "spring", 5: "spring"} | {
    6: "summer",
    7: "summer",
    8: "summer",
    9: "autumn",
    10: "autumn",
    11: "autumn",
}
UNDATED = "undated"


def write_day(day: dt.date | None, *, short: bool = False) -> str:
    """``18 September 2009``, or ``18 Sep 2009``."""
    if day is None:
        return UNDATED
    month = _MONTHS[day.month - 1]
    return f"{day.day} {month[:3] if short else month} {day.year}"


def write_month(day: dt.date) -> str:
    """``September 2009``."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def write_when(day: dt.date | None, when: When | None) -> str:
    """When an entry happened, as finely as it is known: a day, ``August 2008``, ``2008``."""
    if day is None:
        return UNDATED
    grain = when.granularity if when is not None else "day"
    if grain == "week":
        return f"week of {write_day(day, short=True)}"
    if grain == "month":
        return write_month(day)
    if grain == "quarter":
        return f"quarter {(day.month + 2) // 3} of {day.year}"
    if grain == "season":
        return f"{_SEASONS[day.month]} {day.year}"
    if grain == "year":
        return str(day.year)
    if when is not None and when.end > day:
        return f"{write_day(day, short=True)} to {write_day(when.end, short=True)}"
    return write_day(day, short=True)


def write_period(since: dt.date | None, until: dt.date | None) -> str:
    """The period of a brief."""
    if since is None and until is None:
        return "no dates"
    if since is None:
        return f"until {write_day(until)}"
    if until is None:
        return f"since {write_day(since)}"
    return f"{write_day(since)} to {write_day(until)}"
