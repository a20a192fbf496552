"""Dates: days and spans in words, never finer than the text says."""

from __future__ import annotations

import datetime as dt

from detente.records import When
from detente.report.language import Language, load_language

_SEASONS = ("winter", "spring", "summer", "autumn")


def write_day(day: dt.date | None, *, short: bool = False, language: Language | None = None) -> str:
    """``18 September 2009``, or ``18 Sep 2009``."""
    if day is None:
        return (language or load_language()).say("dates.undated")
    return _write(day, "short_day" if short else "day", language)


def write_month(day: dt.date, *, short: bool = False, language: Language | None = None) -> str:
    """``September 2009``, or ``Sep 2009``."""
    return _write(day, "short_month" if short else "month", language)


def _write(day: dt.date, pattern: str, language: Language | None) -> str:
    from babel.dates import format_date

    language = language or load_language()
    return str(format_date(day, language.say(f"dates.{pattern}"), language.locale))


def write_stretch(start: dt.date, months: int, language: Language | None = None) -> str:
    """A month, a quarter or a year that begins on ``start``."""
    if months == 1:
        return write_month(start, language=language)
    return str(start.year) if months == 12 else _write_quarter(start, language)


def write_when(day: dt.date | None, when: When | None, language: Language | None = None) -> str:
    """When an entry happened, as finely as it is known: a day, ``August 2008``, ``2008``."""
    language = language or load_language()
    short = write_day(day, short=True, language=language)
    grain = when.granularity if when is not None else "day"
    if day is None:
        return short
    if grain == "week":
        return language.say("dates.week", day=short)
    if grain == "month":
        return write_month(day, language=language)
    if grain == "quarter":
        return _write_quarter(day, language)
    if grain == "season":
        return language.say(f"dates.{_SEASONS[day.month % 12 // 3]}", year=day.year)
    if grain == "year":
        return str(day.year)
    if when is not None and when.end > day:
        last = write_day(when.end, short=True, language=language)
        return language.say("dates.span", first=short, last=last)
    return short


def write_period(
    since: dt.date | None, until: dt.date | None, language: Language | None = None
) -> str:
    """The period of a brief."""
    language = language or load_language()
    first, last = (write_day(day, language=language) for day in (since, until))
    bounds = {(True, True): "span", (False, True): "until", (True, False): "since"}
    key = bounds.get((since is not None, until is not None), "none")
    return language.say(f"dates.{key}", first=first, last=last)


def _write_quarter(day: dt.date, language: Language | None) -> str:
    quarter = (day.month + 2) // 3
    return (language or load_language()).say("dates.quarter", quarter=quarter, year=day.year)
