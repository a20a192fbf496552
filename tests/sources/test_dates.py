"""Dates of publication: every usual way to write one, and no guess where two readings stand."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.sources import parse_date

DAY = dt.date(2009, 3, 12)


@pytest.mark.parametrize(
    "value",
    [
        "2009-03-12", "2009-03-12T23:59:59Z", "2009-03-12 10:00:00+03:00", "2009/3/12",
        "20090312", "20090312T101500Z", "20090312101500", 20090312, "12 March 2009", "12 Mar 2009",
        "March 12, 2009", "Mar. 12, 2009", "Thursday, March 12th, 2009 10:15 am EST",
        "Thu, 12 Mar 2009 10:00:00 GMT", "Thu Mar 12 10:00:00 UTC 2009", "12th of March, 2009",
        "12-Mar-2009", "Published: 12 March 2009", 1236816000, "1236816000", 1236816000.5,
        1236816000000, dt.datetime(2009, 3, 12, 5), DAY, " 2009-03-12 ",
    ],
)  # fmt: skip
def test_dates_are_read(value: object) -> None:
    assert parse_date(value) == DAY


@pytest.mark.parametrize("value", ["13/4/2009", "4/13/2009", "13.04.2009", "April 13, 2009"])
def test_a_number_over_twelve_is_the_day(value: str) -> None:
    assert parse_date(value) == dt.date(2009, 4, 13)


@pytest.mark.parametrize(
    "value",
    [None, "", "soon", "2009", "March 2009", "3/4/2009", "2009-13-01", "31 February 2009", True,
     "99999999", [], {}, float("nan"), float("inf"), "0000-00-00", -62135596801],
)  # fmt: skip
def test_nothing_is_guessed(value: object) -> None:
    assert parse_date(value) is None


@given(st.text() | st.integers() | st.floats() | st.none())
def test_nothing_is_raised(value: object) -> None:
    assert parse_date(value) is None or isinstance(parse_date(value), dt.date)


@given(st.dates(min_value=dt.date(1900, 1, 1)))
def test_what_is_written_is_read(day: dt.date) -> None:
    for form in ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%a, %d %b %Y 00:00:00 GMT"):
        assert parse_date(day.strftime(form)) == day
