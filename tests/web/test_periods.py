"""Stops of the slider: quarters, years or decades, and periods in words."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from detente.ledger.published import CoderSpan
from detente.web.periods import find_stop, list_periods, say_period


def span(first: str, last: str) -> CoderSpan:
    return CoderSpan("neural", 9, dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        ("2008-11-03", "2009-05-01", ["All", "2008 Q4", "2009 Q1", "2009 Q2"]),
        ("2008-11-03", "2012-05-01", ["All", "2008", "2009", "2010", "2011", "2012"]),
        ("1945-01-01", "2010-05-01", ["All", *(f"{n}s" for n in range(1940, 2011, 10))]),
        ("2008-11-03", "2008-11-03", ["All", "2008 Q4"]),
    ],
)
def test_the_stops_follow_the_span(first: str, last: str, labels: list[str]) -> None:
    assert [one.label for one in list_periods(span(first, last))] == labels


def test_stops_join_without_gap() -> None:
    stops = list_periods(span("1995-02-01", "2020-01-31"))[1:]
    assert stops[0].since == dt.date(1995, 1, 1)
    assert stops[-1].until == dt.date(2020, 12, 31)
    for one, following in pairwise(stops):
        assert one.until
        assert following.since == one.until + dt.timedelta(1)


@pytest.mark.parametrize("year", [1, 9999])
def test_the_ends_of_the_calendar_have_stops(year: int) -> None:
    day = dt.date(year, 12, 31)
    assert len(list_periods(CoderSpan("neural", 1, day, day))) == 2


def test_periods_in_words() -> None:
    stops = list_periods(span("2008-01-01", "2012-12-31"))
    day = dt.date
    assert find_stop(day(2009, 1, 1), day(2009, 12, 31), stops) == 2
    assert say_period(day(2009, 1, 1), day(2009, 12, 31), stops) == "2009"
    assert say_period(None, None, stops) == "2008 to 2012"
    assert say_period(day(2009, 3, 1), day(2009, 3, 31), stops) == "March 2009"
    assert say_period(day(2009, 3, 1), None, stops) == "since March 2009"
    assert say_period(None, day(2009, 3, 31), stops) == "until March 2009"
    assert say_period(None, None, ()) == "in all"
