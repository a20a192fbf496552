"""Dates: the day of publication, out of the many ways in which files write it."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

__all__ = ["parse_date"]

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_MONTH = r"(?P<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_WORDED = (
    re.compile(rf"\b{_DAY}[\s-]+(?:of\s+)?{_MONTH},?[\s-]+{_YEAR}", re.I),
    re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+(?:[\d:]+\s+(?:[a-z]+\s+)?)?{_YEAR}", re.I),
)
_ISO = re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:T?\d{4}(?:\d\d)?Z?)?")
_NUMERIC = re.compile(r"(?P<a>\d{1,2})([-/.])(?P<b>\d{1,2})\2(?P<year>\d{4})(?!\d)")
_EPOCH = re.compile(r"-?\d{9,13}(?:\.\d+)?")
_MILLISECONDS_FROM = 1e11  # seconds reach this in the year 5138, milliseconds in 1973


def parse_date(value: object) -> dt.date | None:
    """The day that ``value`` names, or ``None`` where it names none for certain.

    Reads dates, datetimes, numbers of seconds (or milliseconds) since 1970 in UTC, ISO 8601,
    RFC 2822, ``20090312``, ``12 March 2009`` and ``March 12, 2009``. A day with a time zone is
    the day there. ``3/4/2009`` is ``None``, for it has two readings; ``13/4/2009`` has one.
    """
    if isinstance(value, str):
        return _parse(value.strip())
    if isinstance(value, dt.datetime):
        return None if value != value else value.date()  # pandas' NaT is a datetime
    if isinstance(value, dt.date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _parse(str(value))
    return None


@lru_cache(maxsize=4096)
def _parse(text: str) -> dt.date | None:
    if match := _ISO.match(text):
        return _day(match["year"], match["month"], match["day"])
    if match := _COMPACT.fullmatch(text):
        day = _day(match["year"], match["month"], match["day"])
        if day is not None:
            return day
    if _EPOCH.fullmatch(text):
        return _since_1970(float(text))
    for pattern in _WORDED:
        if match := pattern.search(text):
            return _day(match["year"], str(_MONTHS[match["month"][:3].lower()]), match["day"])
    if match := _NUMERIC.match(text):
        return _numeric(match["year"], match["a"], match["b"])
    return None


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        return None


def _numeric(year: str, one: str, two: str) -> dt.date | None:
    if one == two or int(one) > 12:
        return _day(year, two, one)
    return _day(year, one, two) if int(two) > 12 else None


def _since_1970(seconds: float) -> dt.date | None:
    if abs(seconds) >= _MILLISECONDS_FROM:
        seconds /= 1000
    try:
        return (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)).date()
    except OverflowError:  # before the year 1
        return None
