"""Filters of the templates: numbers, days and texts as pages write them."""

from __future__ import annotations

import datetime as dt

import pytest

from detente.web.articles import cut_short
from detente.web.templating import write_prose, write_signed, write_span


@pytest.mark.parametrize(
    ("value", "written"),
    [(2.0, "+2.0"), (-3.46, "−3.5"), (0.0, "0.0"), (-0.04, "0.0"), (-1234.5, "−1,234.5")],
)
def test_a_number_has_a_sign_unless_it_is_none(value: float, written: str) -> None:
    assert write_signed(value) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("net -8 (95% -39 to +23)", "net −8 (95% −39 to +23)"),
        ("from 2008-08-01 to 2010-12-01", "from 1 Aug 2008 to 1 Dec 2010"),
        ("side's 5.6e-05, time-reversed", "side’s 5.6e-05, time-reversed"),
        ("no day: 2009-02-31", "no day: 2009-02-31"),
    ],
)
def test_a_line_of_the_terminal_is_written_as_on_a_page(text: str, written: str) -> None:
    assert write_prose(text) == written


def test_one_day_is_no_span() -> None:
    first, last = dt.date(2014, 3, 3), dt.date(2014, 3, 5)
    assert write_span(first, first) == "3 Mar 2014"
    assert write_span(first, last) == "3 Mar 2014 to 5 Mar 2014"


@pytest.mark.parametrize(
    ("text", "length", "written"),
    [
        ("as it is", 8, "as it is"),
        ("The attackers, it was said, fled", 16, "The attackers…"),
        ("They fled. Nobody followed", 14, "They fled…"),
        ("x" * 30, 10, "x" * 9 + "…"),
    ],
)
def test_a_text_is_cut_between_words(text: str, length: int, written: str) -> None:
    assert cut_short(text, length) == written
